export { type MediaAnswer, recordableCodecs, writeAnswer } from './answer.ts';
export {
  type OfferedCodec,
  type OfferedMedia,
  readSessionDescription,
  type SessionDescription,
} from './session-description.ts';
