// One answer of an audit: its inputs, its version, what the server is known to hold, and
// the box that shows two versions side by side.

export class Answer {
  constructor(element) {
    const named = (part) => element.querySelectorAll(`[name="${CSS.escape(`${this.key}-${part}`)}"]`)
    this.element = element
    this.url = element.dataset.url
    this.key = element.dataset.answer
    this.several = 'several' in element.dataset // answers of which many may be ticked
    const values = [...named('value')]
    // A number is typed; a box to tick beside it says that it does not apply.
    this.number = values.find((input) => input.type === 'text')
    this.choices = values.filter((input) => input !== this.number)
    this.text = named('text')[0]
    this.date = ['day', 'month', 'year'].map((part) => named(`date-${part}`)[0]).filter(Boolean)
    this.saved = this.read(true)
    this.sent = [] // sent, but not known to have arrived: the server may hold any of them
    this.setVersion(element.dataset.version)
    // A page shown again with an error holds words that the server has not stored.
    if ('unsaved' in element.dataset) this.saved = {}
    // A browser may put back words typed before a reload; the stored ones may be newer. In a page
    // that has just been fetched they were typed before this script arrived, and are saved.
    else this.restored = this.unsaved && !isFresh()
  }

  /** What stands in the inputs; or, at first, what the page came with. */
  read(first = false) {
    const answer = {}
    const typed = (input) => (first ? input.defaultValue : input.value)
    if (this.choices[0]?.tagName === 'SELECT') {
      const options = [...this.choices[0].options]
      const came = options.find((option) => option.defaultSelected) ?? options[0]
      answer.value = first ? came.value : this.choices[0].value
    } else if (this.choices.length || this.number) {
      const chosen = this.choices.filter((i) => (first ? i.defaultChecked : i.checked))
      const values = chosen.map((i) => i.value).slice(0, this.several ? undefined : 1)
      answer.value = values.join(' ') || (this.number ? typed(this.number).trim() : '')
    }
    if (this.text) answer.text = typed(this.text).replace(/\r\n/g, '\n')
    if (this.date.length) {
      // Half a date cannot be stored: until it is whole, the stored one stands.
      const parts = this.date.map((input) => typed(input).trim())
      answer.date = isoDate(parts) ?? this.saved?.date ?? ''
    }
    return answer
  }

  write({ value, text, date }) {
    for (const input of this.choices) {
      if (input.tagName === 'SELECT') input.value = value ?? ''
      else input.checked = (value ?? '').split(' ').includes(input.value)
    }
    if (this.number) this.number.value = this.choices.some((i) => i.checked) ? '' : (value ?? '')
    if (this.text) this.text.value = text ?? ''
    const parts = (date || '--').split('-').reverse()
    this.date.forEach((input, i) => (input.value = parts[i].replace(/^0/, '')))
  }

  /** Another version, cut down to the parts that this page shows. */
  shown(version) {
    return Object.fromEntries(Object.keys(this.read()).map((part) => [part, version[part] ?? '']))
  }

  get unsaved() {
    return !same(this.read(), this.saved)
  }

  get halfDate() {
    return this.date.length > 0 && isoDate(this.date.map((input) => input.value.trim())) === null
  }

  /** The server holds this version with this content. */
  stored(version, content) {
    this.saved = content
    this.sent = []
    this.refused = false
    this.setVersion(version)
  }

  /** The ordinary form post carries the version too, in a hidden input beside the answer. */
  setVersion(version) {
    this.version = Number(version)
    const hidden = this.element.querySelector(`[name="${CSS.escape(`${this.key}-version`)}"]`)
    if (hidden) hidden.value = version
  }

  /** Shows both versions beside the field; `chosen` is called once words are chosen. */
  showBoth(theirs, chosen) {
    const held = this.shown(theirs)
    const mine = this.read()
    const keep = (content) => () => {
      this.box.remove()
      this.box = null
      this.write(content())
      this.stored(theirs.version, held)
      chosen()
    }
    const joined = () => {
      const { value, text, date } = this.read()
      return {
        value: value || held.value,
        date: date || held.date,
        text: `${held.text}\n\n${text}`
      }
    }
    const buttons = [
      button('Keep mine', keep(() => this.read())),
      button('Keep theirs', keep(() => held))
    ]
    if (held.text && mine.text && held.text !== mine.text) {
      buttons.push(button('Keep both', keep(joined)))
    }
    const by = theirs.by ? `Theirs: ${theirs.by}${theirs.at ? `, ${theirs.at}` : ''}` : 'Already saved'
    this.box?.remove()
    this.box = make('div', 'gt-conflict', [
      make('p', 'govuk-heading-s', 'This answer was changed elsewhere. Both versions are here.'),
      make('div', 'gt-conflict__versions', [
        version('Yours, in this page', mine, this),
        version(by, held, this)
      ]),
      make('div', 'gt-button-row', buttons)
    ])
    this.box.setAttribute('role', 'group')
    this.box.setAttribute('aria-label', 'Two versions of this answer')
    this.element.append(this.box)
  }
}

function isFresh() {
  return performance.getEntriesByType('navigation')[0]?.type === 'navigate'
}

export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** '2026-03-07', '' where the boxes are empty, null where they do not make a day (yet). */
function isoDate([day, month, year]) {
  if (day + month + year === '') return ''
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return null
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const made = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(made.valueOf()) && made.toISOString().startsWith(iso) ? iso : null
}

export function make(tag, className, content) {
  const made = Object.assign(document.createElement(tag), { className })
  made.append(...[content].flat())
  return made
}

export function button(text, press) {
  const made = make('button', 'govuk-button govuk-button--secondary', text)
  made.type = 'button'
  made.addEventListener('click', press)
  return made
}

function version(title, content, answer) {
  const chosen = answer.choices.filter((input) => (content.value ?? '').split(' ').includes(input.value))
  const label = chosen.map((input) => input.labels?.[0]?.textContent.trim()).join('; ') || content.value
  const lines = [label, content.date, content.text].filter(Boolean)
  return make('div', '', [
    make('p', 'govuk-heading-s', title),
    make('p', 'gt-conflict__text', lines.join('\n') || 'Nothing written')
  ])
}
