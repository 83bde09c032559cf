export { amrFormat, isAmr } from './amr-format.ts';
export { type AnsweredCrypto, type MediaAnswer, writeAnswer } from './answer.ts';
export { codecsToOffer, ownLine, writeOffer } from './own-offer.ts';
export { chosenCrypto } from './media-profile.ts';
export { type LibraryCodecs, recordableCodecs } from './recordable-codecs.ts';
export {
  type OfferedCodec,
  type OfferedMedia,
  readSessionDescription,
  type SessionDescription,
} from './session-description.ts';
