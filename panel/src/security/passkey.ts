import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';

/** Loaded when a passkey is used: the sign-in page is shown without it. */
const webauthn = () => import('@simplewebauthn/browser');

/** The browser has no passkey for this panel, the person cancelled, or it took too long: browsers do not say which. */
const PASSKEY_REFUSED = { code: 'passkey-refused' } as const;

/** Has the browser make a passkey; the API's options are passed on as they are. Rejects with `PASSKEY_REFUSED`. */
export async function makePasskey(options: unknown) {
  try {
    const optionsJSON = options as PublicKeyCredentialCreationOptionsJSON;
    const { id, rawId, type, response } = await (await webauthn()).startRegistration({ optionsJSON });
    const { clientDataJSON, attestationObject } = response;
    return { id, rawId, type, clientExtensionResults: {}, response: { clientDataJSON, attestationObject } };
  } catch {
    throw PASSKEY_REFUSED;
  }
}

/** Has the browser answer a challenge by a passkey. Rejects with `PASSKEY_REFUSED`. */
export async function answerByPasskey(options: unknown) {
  try {
    const optionsJSON = options as PublicKeyCredentialRequestOptionsJSON;
    const { id, rawId, type, response } = await (await webauthn()).startAuthentication({ optionsJSON });
    const { clientDataJSON, authenticatorData, signature, userHandle } = response;
    const answer = { clientDataJSON, authenticatorData, signature, ...(userHandle !== undefined && { userHandle }) };
    return { id, rawId, type, clientExtensionResults: {}, response: answer };
  } catch {
    throw PASSKEY_REFUSED;
  }
}
