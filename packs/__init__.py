"""What a council asks for before it may use the product, written from the code and held to it."""
