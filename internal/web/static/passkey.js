// Passkeys: the form with the id "passkey" holds a question to the browser, and is sent with its answer. Where browsers know no passkeys the form
// stays hidden, and there are other ways to sign in.
(() => {
  const form = document.getElementById('passkey');
  if (!form || !window.PublicKeyCredential || !PublicKeyCredential.parseCreationOptionsFromJSON) return;
  const failed = document.getElementById('passkey-failed');
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    failed.hidden = true;
    const asked = JSON.parse(form.dataset.options);
    try {
      const key = 'make' in form.dataset
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
      form.elements.answer.value = JSON.stringify(key.toJSON());
      form.submit();
    } catch { // called off, or not there
      failed.hidden = false;
    }
  });
})();
