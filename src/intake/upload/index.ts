export { type AcceptedUpload, type Upload, type UploadParts, Uploads } from './uploads.ts';
