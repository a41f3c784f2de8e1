// A form of the builder, kept while it is typed: one "answer" for Autosave, made of every field of
// the page. It goes into the tool when it is saved; until then the server holds it for this person.

import { button, make, same } from './answer.js'

const NUMBER = 'typed-number'

export const KEPT = {
  posts: true, // the ordinary post carries every word, so it waits for nothing
  idle: 'What you type is kept as you go. It goes into the tool when you save it.',
  saving: 'Keeping what you type…',
  done: (at) => (at ? `Kept at ${at}. It goes into the tool when you save it.` : KEPT.idle),
  failed: (at) => `Not kept${at ? ` since ${at}` : ''}. Trying again. Keep this page open.`,
  first: 'Kept. What you type is kept as you go.',
  again: () => 'Keeping works again.',
  both: 'Not kept: this page was typed into in another tab too. Choose below which words to keep.',
  refused: 'Not kept: this tool can no longer be changed. Copy your words before you leave.'
}

const address = (form) => {
  const page = window.location.pathname + window.location.search
  return `${form.dataset.typed}?page=${encodeURIComponent(page)}`
}

export class Typed {
  constructor(form) {
    const kept = JSON.parse(form.dataset.kept) // as the server holds it: {version, fields, at}
    kept.fields = inOrder(kept.fields)
    this.element = form
    this.url = address(form)
    this.sent = []
    this.came = this.fields(true)
    // A page that came back with an error holds words that are not in the tool.
    this.hasError = Boolean(document.querySelector('.govuk-error-summary'))
    const typedAlready = !same(this.fields(), this.came)
    this.saved = { fields: kept.fields }
    this.version = kept.version
    this.restored = Boolean(kept.fields) && typedAlready && !same(this.fields(), kept.fields)
    // Posted with the page: what of it is still on its way when the page is saved is not kept then.
    this.hidden = Object.assign(document.createElement('input'), { type: 'hidden', name: NUMBER })
    form.append(this.hidden)
    this.hidden.value = this.version
    if (kept.fields && !typedAlready && !this.hasError && !same(this.came, kept.fields)) this.bringBack(kept)
  }

  /** Every field with its values, without files, buttons and the token. */
  fields(first = false) {
    const found = {}
    for (const input of this.inputs()) {
      const values = valuesOf(input, first)
      if (values) found[input.name] = [...(found[input.name] ?? []), ...values]
    }
    return inOrder(found)
  }

  inputs() {
    const left = ['csrfmiddlewaretoken', NUMBER, '']
    return [...this.element.elements].filter(
      (e) => !left.includes(e.name) && !['submit', 'button', 'file', 'fieldset'].includes(e.type)
    )
  }

  read() {
    const fields = this.fields()
    return { fields: same(fields, this.came) && !this.hasError ? null : fields }
  }

  write(fields) {
    const taken = {}
    for (const input of this.inputs()) {
      const values = fields[input.name] ?? []
      if (['checkbox', 'radio'].includes(input.type)) input.checked = values.includes(input.value)
      else {
        const n = (taken[input.name] = (taken[input.name] ?? -1) + 1)
        input.value = values[n] ?? ''
      }
    }
  }

  /** Somebody pressed Cancel: nothing is wanted of it. */
  letGo() {
    this.write(this.came)
    this.hasError = false
  }

  shown(version) {
    return { fields: inOrder(version.fields) }
  }

  get unsaved() {
    return !same(this.read(), this.saved)
  }

  stored(version, content) {
    this.saved = content
    this.sent = []
    this.refused = false
    this.version = this.hidden.value = Number(version)
    if (!content.fields) this.note?.remove()
  }

  /** Words of another day: they stand in the fields again, and one button throws them away. */
  bringBack(kept) {
    this.write(kept.fields)
    const changed = !same(kept.fields.seen, this.came.seen)
    const since = changed ? ' Since then it was changed elsewhere: saving shows you so before anything is lost.' : ''
    const throwAway = () => {
      this.write(this.came)
      this.element.dispatchEvent(new Event('change', { bubbles: true }))
      this.note.remove()
      this.element.querySelector('input:not([type=hidden]), select, textarea')?.focus()
    }
    this.note = make('div', 'govuk-inset-text', [
      make('p', 'govuk-body', `You typed this on ${kept.at} and did not save it. It stands below as you left it.${since}`),
      button('Throw it away', throwAway)
    ])
    this.element.prepend(this.note)
  }

  /** Another tab kept other words for this page: one of the two stands. */
  showBoth(theirs, chosen) {
    const keep = (fields) => () => {
      this.box.remove()
      this.box = null
      this.write(fields())
      this.stored(theirs.version, this.shown(theirs))
      chosen()
    }
    const other = inOrder(theirs.fields) ?? this.came
    this.box?.remove()
    this.box = make('div', 'gt-conflict', [
      make('p', 'govuk-heading-s', 'You typed into this page in another tab too.'),
      make('div', '', [
        make('p', 'govuk-heading-s', `In the other tab${theirs.at ? `, ${theirs.at}` : ''}`),
        make('p', 'gt-conflict__text', this.differing(other).join('\n'))
      ]),
      make('div', 'gt-button-row', [
        button('Keep what stands here', keep(() => this.fields())),
        button('Take what the other tab has', keep(() => other))
      ])
    ])
    this.box.setAttribute('role', 'group')
    this.box.setAttribute('aria-label', 'Words typed in two tabs')
    this.element.prepend(this.box)
  }

  /** The fields that are not as they stand here, with their names. */
  differing(other) {
    const here = this.fields()
    const inputs = this.inputs().filter((e) => e.type !== 'hidden')
    const names = [...new Set(inputs.map((e) => e.name))].filter((n) => !same(here[n], other[n]))
    return names.map((name) => {
      const input = inputs.find((e) => e.name === name)
      const title = input.closest('fieldset')?.querySelector('legend') ?? input.labels?.[0]
      return `${(title?.textContent ?? name).trim()}: ${(other[name] ?? []).join(', ') || 'nothing'}`
    })
  }
}

/** Fields by name, so that the same ones are the same text wherever they were. */
function inOrder(fields) {
  return fields && Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The values of one field, or, at first, those that the page came with; null where it has none. */
function valuesOf(input, first) {
  if (['checkbox', 'radio'].includes(input.type)) {
    return (first ? input.defaultChecked : input.checked) ? [input.value] : null
  }
  if (input.tagName === 'SELECT') {
    const options = [...input.options]
    const came = options.find((option) => option.defaultSelected) ?? options[0]
    return [(first ? came?.value : input.value) ?? '']
  }
  return [(first ? input.defaultValue : input.value).replace(/\r\n/g, '\n')]
}
