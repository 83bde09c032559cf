/** What the internal API needs of it, which starts before the roles are loaded. */
export { UnusableAudio } from './refused/unusable-audio.ts';
