/** A line of a `.pub` file (OpenSSH); the API reads it exactly. */
const PUBLIC_KEY = /^(ssh-|ecdsa-)\S+[ \t]+[A-Za-z0-9+/]+=*([ \t].*)?$/;

/** What is wrong with a pasted key; key of the text. A private one must not be sent to anybody. */
export function publicKeyError(text: string): 'publicKeyWrong' | 'privateKey' | null {
  if (/PRIVATE KEY|PuTTY-User-Key-File/.test(text)) return 'privateKey';
  return PUBLIC_KEY.test(text.trim()) ? null : 'publicKeyWrong';
}
