export { type AnswerRequest, type MediaAnswer, type SessionOrigin, recordableCodecs, writeAnswer } from './answer.ts';
export {
  type MediaDirection,
  type OfferedCodec,
  type OfferedMedia,
  readSessionDescription,
  type SessionDescription,
} from './session-description.ts';
