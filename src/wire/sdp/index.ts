export { type AnswerRequest, type MediaAnswer, type SessionOrigin, writeAnswer } from './answer.ts';
export {
  type MediaDirection,
  type OfferedCodec,
  type OfferedMedia,
  readSessionDescription,
  type SessionDescription,
} from './session-description.ts';
export { takenCodecs } from './taken-codecs.ts';
