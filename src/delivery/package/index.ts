export {
  type DayPackage,
  manifestCsv,
  manifestJson,
  manifestPath,
  type PackagedCall,
  type PackagedRecording,
  type UnrecordedCall,
  zipName,
} from './manifest.ts';
export { type PackedFile, type StreamedZip, zipOf } from './zip.ts';
