// What a page gets when JavaScript is there; everything works without it.
