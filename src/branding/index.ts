export {
  type Branding,
  mailSignature,
  type PictureKind,
  PICTURES,
  readBranding,
  readPicture,
  saveBranding,
  savePicture,
} from './branding.ts';
export { MAX_PNG_BYTES } from './png.ts';
