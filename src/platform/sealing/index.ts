export { type GcmContext, NONCE_BYTES, seal, TAG_BYTES, unseal } from './gcm.ts';
export { sealed, unsealed } from './sealed.ts';
