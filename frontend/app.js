// What a page gets when JavaScript is there; everything works without it.

import { Button, Checkboxes, ErrorSummary, NotificationBanner } from 'govuk-frontend'
import { PasswordInput, Radios, ServiceNavigation, SkipLink, createAll } from 'govuk-frontend'

import { Autosave } from './autosave.js'
import { KEPT, Typed } from './typed.js'
import { passkey } from './passkey.js'
import { copy, grow, moderation, selectAll } from './pages.js'

const each = (selector, work) => document.querySelectorAll(selector).forEach((found) => work(found))

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
createAll(Button)
createAll(Checkboxes)
createAll(ErrorSummary)
createAll(NotificationBanner)
createAll(PasswordInput)
createAll(Radios)
createAll(ServiceNavigation)
createAll(SkipLink)
each('form[data-autosave]', (form) => new Autosave(form))
each('form[data-typed]', (form) => new Autosave(form, [new Typed(form)], KEPT))
each('[data-moderates]', moderation)
each('[data-select-all]', selectAll)
each('[data-copy]', copy)
each('form[data-passkey]', passkey)
if (!CSS.supports('field-sizing', 'content')) each('textarea.govuk-textarea', grow)
