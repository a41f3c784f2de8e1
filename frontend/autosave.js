// Saves each answer of an audit while it is being written. The markup this expects and
// what the server answers are in README.md. Nothing is kept outside the page.

import { Answer, same } from './answer.js'

const TYPING_PAUSE = 2000
const SLOWEST_RETRY = 30000
const SESSION_RETRY = 5000
const LEAVING_PATIENCE = 3000
const REQUEST_LIMIT = 20000
const KEEPALIVE_LIMIT = 20000 // characters; browsers refuse 64 KiB in all from a page going away

const SAVED = {
  idle: 'Your answers are saved as you go',
  saving: 'Saving…',
  done: (at) => `All changes saved at ${at}`,
  failed: (at) => `Not saved${at ? ` since ${at}` : ''}. Trying again. Keep this page open.`,
  first: 'Saved. Your answers are saved as you go.',
  again: (at) => `Saving works again. Saved at ${at}.`,
  both: 'Not saved: an answer was also changed elsewhere. Choose below which words to keep.',
  refused: 'Not saved: this audit can no longer be changed. Copy your words before you leave.'
}
const AGAIN = ' Press the button again to send the page as it is.'

export class Autosave {
  constructor(form, answers = null, words = SAVED) {
    this.form = form
    this.words = words
    this.csrf = form.dataset.csrf
    this.line = form.querySelector('[data-autosave-status]')
    this.voice = form.querySelector('[data-autosave-announce]')
    this.savedAt = this.line.dataset.savedAt
    this.state = 'saved' // or failed, signed-out: the last request says
    this.failures = 0
    this.answers = answers ?? [...form.querySelectorAll('[data-answer]')].map((each) => new Answer(each))
    if (this.savedAt) this.say(words.done(this.savedAt), 'saved')
    else this.say(words.idle)
    this.answers.forEach((answer) => this.listen(answer))
    this.listenToPage()
  }

  listen(answer) {
    answer.element.addEventListener('input', () => {
      this.still(answer)
      answer.timer = setTimeout(() => this.save(answer), TYPING_PAUSE)
      if (answer.unsaved && this.state === 'saved') this.say(this.words.saving)
    })
    // A choice made, or a text left: `change` fires on blur, and only if something changed.
    answer.element.addEventListener('change', () => this.save(answer))
    if (answer.restored) this.conflict(answer, { ...answer.saved, version: answer.version })
    else this.save(answer)
  }

  listenToPage() {
    document.addEventListener('visibilitychange', () => document.hidden && this.saveAll(true))
    window.addEventListener('pagehide', () => this.leaving || this.saveAll(true))
    window.addEventListener('pageshow', () => (this.leaving = false))
    window.addEventListener('online', () => this.saveAll())
    window.addEventListener('beforeunload', (event) => {
      if (!this.leaving && this.answers.some((a) => a.unsaved || a.halfDate)) event.preventDefault()
    })
    document.addEventListener('keydown', (event) => this.shortcut(event))
    document.addEventListener('click', (event) => this.follow(event))
    this.form.addEventListener('submit', (event) => this.submit(event))
  }

  saveAll(goingAway = false) {
    return Promise.all(this.answers.map((answer) => this.save(answer, goingAway)))
  }

  /** One request in flight for an answer; what is typed meanwhile goes when it is back. */
  save(answer, goingAway = false) {
    this.still(answer)
    if (this.leaving && this.words.posts) return undefined
    if (answer.box || !answer.unsaved || (answer.busy && !goingAway)) return answer.busy
    if (this.state === 'saved') this.say(this.words.saving)
    const request = this.request(answer, goingAway).then(() => {
      if (answer.busy !== request) return undefined
      answer.busy = null
      const goOn = this.state === 'saved' && !answer.refused && !answer.timer
      return goOn ? this.save(answer) : undefined
    })
    answer.busy = request
    return request
  }

  still(answer) {
    clearTimeout(answer.timer)
    answer.timer = null
  }

  async request(answer, goingAway) {
    const typed = answer.read()
    const body = JSON.stringify({ version: answer.version, ...typed })
    answer.sent.push(typed)
    try {
      const response = await fetch(answer.url, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json', 'X-CSRFToken': this.csrf },
        body,
        redirect: 'manual', // a redirect to the sign-in page must never look like a save
        keepalive: goingAway && body.length < KEEPALIVE_LIMIT,
        signal: AbortSignal.timeout(REQUEST_LIMIT)
      })
      const told = await response.json().catch(() => null)
      await this.answered(answer, typed, response, told)
    } catch {
      this.failed()
    }
  }

  answered(answer, typed, response, body) {
    const { ok, status } = response
    if (ok && 'version' in (body ?? {})) {
      answer.stored(body.version, typed)
      this.savedAt = body.saved_at
      return this.settle(body)
    }
    if (status === 409 && body?.theirs) return this.differs(answer, body.theirs)
    if (status === 401 || (status === 403 && body?.problem) || response.type === 'opaqueredirect') {
      return this.signedOut()
    }
    if (ok || status >= 500 || status === 429) return this.failed()
    answer.refused = true // the audit has moved on: trying again cannot help
    return this.show('saved', body?.message ?? this.words.refused)
  }

  /** Somebody else's words, or our own that arrived although the reply was lost. */
  differs(answer, theirs) {
    const held = answer.shown(theirs)
    if ([answer.read(), ...answer.sent].some((ours) => same(ours, held))) {
      answer.stored(theirs.version, held)
      return this.settle()
    }
    return this.conflict(answer, theirs)
  }

  conflict(answer, theirs) {
    answer.showBoth(theirs, () => {
      this.show('saved', '')
      this.save(answer)
      this.settle()
    })
    this.show('saved', this.words.both)
  }

  /** After every answer from the server: say where we are, go on with what waits. */
  settle(counts) {
    const recovered = this.state !== 'saved'
    this.failures = 0
    this.state = 'saved'
    clearTimeout(this.retry)
    this.count(counts)
    if (recovered) this.saveAll()
    if (this.answers.some((answer) => answer.box)) return this.show('saved', this.words.both)
    if (this.answers.some((answer) => answer.refused)) return this.show('saved', this.words.refused)
    const done = this.answers.every((answer) => !answer.unsaved)
    this.say(done ? this.words.done(this.savedAt) : this.words.saving, done ? 'saved' : '')
    if (recovered) this.announce(this.words.again(this.savedAt))
    else if (!this.announced) this.announce(this.words.first)
    this.announced = true
    return undefined
  }

  count(counts) {
    if (!counts?.total) return
    const fill = (part) => {
      for (const each of document.querySelectorAll(`[data-autosave-${part}]`)) each.textContent = counts[part]
    }
    fill('answered')
    fill('total')
    const width = `gt-w-${Math.round((100 * counts.answered) / counts.total)}`
    for (const bar of document.querySelectorAll('[data-autosave-bar]')) {
      bar.className = bar.className.replace(/gt-w-\d+/, width)
    }
  }

  failed() {
    this.show('failed', this.words.failed(this.savedAt))
    this.later(() => this.saveAll(), 2000)
  }

  later(what, first) {
    clearTimeout(this.retry)
    this.retry = setTimeout(what, Math.min(SLOWEST_RETRY, first * 2 ** this.failures++))
  }

  /** The words stay here; once signed in again, in another tab, they are saved. */
  async signedOut() {
    const session = await fetch(this.form.dataset.session || '/session/', { cache: 'no-store' })
      .then((response) => response.json())
      .catch(() => null)
    if (session?.signed_in) {
      this.csrf = session.csrf
      const hidden = this.form.querySelector('[name=csrfmiddlewaretoken]')
      if (hidden) hidden.value = session.csrf
      return this.later(() => this.saveAll(), 200)
    }
    clearTimeout(this.retry)
    this.retry = setTimeout(() => this.signedOut(), SESSION_RETRY)
    if (this.state === 'signed-out') return undefined
    const link = Object.assign(document.createElement('a'), {
      className: 'govuk-link',
      href: this.form.dataset.signIn || '/sign-in/',
      target: '_blank',
      textContent: 'Sign in again in a new tab'
    })
    this.show('signed-out', 'You have been signed out. Your words are still here. ')
    this.line.append(link, ', then they are saved.')
    return undefined
  }

  /** The form post carries every answer; it waits a moment for what is in flight. */
  async submit(event) {
    const waiting = this.answers.some((a) => a.box || (!this.words.posts && (a.unsaved || a.busy)))
    if (this.leaving || (!waiting && this.state === 'saved')) {
      this.leaving = true
      return
    }
    event.preventDefault()
    if (this.holding) return
    this.holding = true
    await this.patiently()
    this.holding = false
    // A post while signed out, or without a connection, would throw the words away.
    const boxed = this.answers.find((answer) => answer.box)
    const trouble = this.state !== 'saved' || boxed
    if (trouble && !(this.warned && this.state !== 'signed-out')) {
      if (this.state !== 'signed-out' && !this.warned) this.line.append(AGAIN)
      this.warned = true
      return this.focus(boxed?.box ?? this.line)
    }
    this.leaving = true
    this.form.requestSubmit(event.submitter)
  }

  patiently() {
    const patience = new Promise((resolve) => setTimeout(resolve, LEAVING_PATIENCE))
    return Promise.race([this.saveAll(), patience])
  }

  /** A link in this tab waits for the words on their way, so that leaving asks nothing. */
  async follow(event) {
    const link = event.target.closest('a[href]')
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey
    if (!link || !plain || link.target || link.hash || event.defaultPrevented) return
    if ('cancel' in link.dataset) this.answers.forEach((answer) => answer.letGo())
    if (!this.answers.some((answer) => answer.unsaved)) return
    event.preventDefault()
    await this.patiently()
    window.location.assign(link.href)
  }

  shortcut(event) {
    if (this.form.dataset.shortcuts === 'off') return
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      event.preventDefault()
      this.saveAll()
    }
    const rel = { ArrowRight: 'next', ArrowLeft: 'prev' }[event.key]
    if (rel && event.altKey && event.shiftKey) {
      const link = document.querySelector(`a[rel="${rel}"]`)
      if (link) event.preventDefault()
      link?.click()
    }
  }

  /** The line is always right; the voice speaks only when something begins or ends. */
  show(state, text) {
    if (text && text !== this.spoken) this.announce(text)
    this.state = state
    this.say(text, 'failed')
  }

  say(text, kind = '') {
    this.line.className = kind ? `gt-autosave gt-autosave--${kind}` : 'gt-autosave'
    this.line.textContent = text
    if (kind !== 'failed') this.warned = false
  }

  announce(text) {
    this.spoken = text
    this.voice.textContent = text
  }

  focus(element) {
    element.tabIndex = -1
    element.focus()
  }
}
