export { type AcceptedUpload, MAX_AUDIO_BYTES, type Upload, type UploadParts, Uploads } from './uploads.ts';
