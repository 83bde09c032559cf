export {
  type DayPackage,
  manifestCsv,
  manifestJson,
  manifestPath,
  manifests,
  type PackagedCall,
  type PackagedRecording,
  type UnrecordedCall,
  zipName,
} from './manifest.ts';
export { type PackedFile, zipOf } from './zip.ts';
