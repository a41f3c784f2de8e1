// Small things that a page does better with JavaScript; each page works without them.

/**
 * Moderation: [data-moderates="KEY" data-was="good"] holds the select or radios of the
 * moderator's grade; [data-changed="KEY"] then says what changed, and [data-reason="KEY"],
 * the reason, is shown only where something did.
 */
export function moderation(holder) {
  const key = holder.dataset.moderates
  const was = holder.dataset.was
  const changed = document.querySelector(`[data-changed="${CSS.escape(key)}"]`)
  const reason = document.querySelector(`[data-reason="${CSS.escape(key)}"]`)
  const chosen = () => holder.querySelector('select, input:checked')
  const label = (input) => {
    const text = input.selectedOptions?.[0].text ?? input.labels[0].textContent
    return text.replace(/^(Agree|Change): /, '').trim()
  }
  const update = () => {
    const input = chosen()
    const differs = Boolean(input?.value) && input.value !== was
    if (reason) reason.hidden = !differs && !reason.querySelector('textarea')?.value
    if (!changed) return
    changed.hidden = !differs
    changed.textContent = differs ? `Changed: ${holder.dataset.wasLabel} to ${label(input)}` : ''
  }
  holder.addEventListener('change', update)
  update()
}

export function selectAll(button) {
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true'
    const boxes = document.querySelectorAll(`[name="${CSS.escape(button.dataset.selectAll)}"]`)
    for (const box of boxes) box.checked = on
    button.setAttribute('aria-pressed', on)
  })
}

export function copy(button) {
  button.addEventListener('click', async () => {
    const id = button.dataset.copy
    const said = document.querySelector(`[data-copied="${CSS.escape(id)}"]`)
    try {
      await navigator.clipboard.writeText(document.getElementById(id).innerText)
      said.textContent = 'Copied'
    } catch {
      said.textContent = 'Not copied: select the text and copy it yourself'
    }
  })
}

/** A textarea as high as its words, where the style sheet alone cannot do it. */
export function grow(area) {
  const fit = () => {
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight + 4}px`
  }
  area.addEventListener('input', fit)
  fit()
}
