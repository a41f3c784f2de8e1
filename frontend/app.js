// What a page gets when JavaScript is there; everything works without it.

import {
  Button,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll
} from 'govuk-frontend'

import { Autosave } from './autosave.js'
import { copy, grow, moderation, selectAll } from './pages.js'

const each = (selector, work) => document.querySelectorAll(selector).forEach((found) => work(found))

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const component of [
  Button,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink
]) {
  createAll(component)
}
each('form[data-autosave]', (form) => new Autosave(form))
each('[data-moderates]', moderation)
each('[data-select-all]', selectAll)
each('[data-copy]', copy)
if (!CSS.supports('field-sizing', 'content')) each('textarea.govuk-textarea', grow)
