export { addNote, changeNote, notesOfCall, removeNote } from './call-notes.ts';
export { changeTags, tagsInUse, tagsOfCall } from './call-tags.ts';
export { colleaguesOfCall } from './colleagues.ts';
export { markLiveCall } from './live-marks.ts';
export type { Author } from './of-call.ts';
export {
  askReview,
  listReviews,
  mayFinish,
  removeReview,
  type Review,
  reviewsOfCall,
  setReviewDone,
} from './reviews.ts';
export { MAX_TAG_CHARS, normalizeTag } from './tag.ts';
