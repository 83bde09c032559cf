import { z } from 'zod';

/** Base64url. The largest parts, attestation and key, have some 2 kB; with certificates up to 8 kB. */
const MAX_PART_CHARS = 16_384;
/** WebAuthn §4: "at most 1023 bytes". */
const MAX_CREDENTIAL_ID_CHARS = 1364;

const part = z
  .string()
  .max(MAX_PART_CHARS)
  .regex(/^[\w-]*$/);
const credentialId = part.min(1).max(MAX_CREDENTIAL_ID_CHARS);

const Credential = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).exactOptional(),
  clientExtensionResults: z.object({}),
};

/** What browsers answer (WebAuthn §5.1, `RegistrationResponseJSON`). Parts that repeat others are not read. */
export const NewPasskeyResponse = z.object({
  ...Credential,
  response: z.object({
    clientDataJSON: part,
    attestationObject: part,
    transports: z.array(z.string().max(32)).max(16).exactOptional(),
  }),
});

/** `AuthenticationResponseJSON`. */
export const PasskeyResponse = z.object({
  ...Credential,
  response: z.object({
    clientDataJSON: part,
    authenticatorData: part,
    signature: part,
    userHandle: part.exactOptional(),
  }),
});

/** Passed to the browser as it is. */
export const PasskeyOptions = z
  .looseObject({ challenge: z.string() })
  .describe('For `navigator.credentials` (WebAuthn §5.1.8, §5.1.9).');
