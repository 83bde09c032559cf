/**
 * What is never stored of a message: keys of SRTP (RFC 4568, RFC 3830, ICE), and what a digest or token authenticates with. Each of its
 * bytes becomes `*`, so that lengths stay right. `text`: latin1, a character for each byte.
 */
export function maskSecrets(text: string): string {
  return SECRETS.reduce(
    (masked, pattern) =>
      masked.replace(pattern, (_, before: string, secret: string) => before + '*'.repeat(secret.length)),
    text,
  );
}

/** Two groups each: what stays, and the secret. Header lines may be folded (RFC 3261 §7.3.1). */
const SECRETS = [
  // RFC 4568 §9.2: `inline:KEY|LIFETIME|MKI:LENGTH`, several with `;`. Also other methods than `inline`.
  /(^[ \t]*a=crypto:[^\r\n]*?[ \t])(\S*:[^\r\n]*)/gim,
  /(a=(?:key-mgmt|ice-pwd|3ge2ae|identity):)([^\r\n]+)/gi,
  /(^k=)([^\r\n]+)/gim,
  /(^(?:proxy-)?authorization[ \t]*:[ \t]*[\w-]*)([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/gim,
  /(^(?:proxy-)?authentication-info[ \t]*:)([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/gim,
  /(^(?:identity|y|p-asserted-service-token|x-api-key|cookie)[ \t]*:)([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/gim,
  // RFC 3261 §19.1.1: the password of a user.
  /(\bsips?:[^@\s:;,<>"]{1,256}:)([^@\s:;,<>"]{1,256})(?=@)/gi,
  // RFC 7616: a response can stand in a header of a vendor, too.
  /(\b(?:response|cnonce|password|passwd|token)[ \t]*=[ \t]*")([^"\r\n]*)/gi,
] as const;
