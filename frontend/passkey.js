// Passkeys: the browser's own dialog makes or shows one; the form then posts what came of it.
// <form data-passkey="add" or "get" data-options='{"publicKey": ...}' or data-options-from="/address/">
// with a hidden input called credential and a [data-passkey-problem] to say what went wrong.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const named = (list) => (list || []).map((each) => ({ ...each, id: toBytes(each.id) }))

async function add (options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
      authenticatorSelection: {
        ...options.authenticatorSelection,
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required'
      }
    }
  })
  return described(made, {
    attestationObject: toText(made.response.attestationObject),
    transports: made.response.getTransports ? made.response.getTransports() : []
  })
}

async function get (options) {
  const shown = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: named(options.allowCredentials)
    }
  })
  const { authenticatorData, signature, userHandle } = shown.response
  return described(shown, {
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : null
  })
}

const described = (credential, response) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
  response: { ...response, clientDataJSON: toText(credential.response.clientDataJSON) }
})

async function optionsOf (form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey
  const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: 'application/json' } })
  if (!answer.ok) throw new Error(`the service answered ${answer.status}`)
  return (await answer.json()).request_options.publicKey
}

const WORDS = {
  NotAllowedError: 'Nothing was shown, or the time ran out. Try again.',
  InvalidStateError: 'This device already has a passkey for your account.',
  SecurityError: 'This address cannot use passkeys. It needs https.'
}

export function passkey (form) {
  const problem = form.querySelector('[data-passkey-problem]')
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    problem.textContent = ''
    try {
      if (!window.PublicKeyCredential) throw new Error('this browser knows no passkeys')
      const act = form.dataset.passkey === 'add' ? add : get
      form.elements.credential.value = JSON.stringify(await act(await optionsOf(form)))
      HTMLFormElement.prototype.submit.call(form)
    } catch (error) {
      problem.textContent = WORDS[error.name] || `It did not work: ${error.message}.`
    }
  })
}
