export {
  type DayPackage,
  type ListedContents,
  listManifests,
  manifestCsv,
  manifestJson,
  manifestPath,
  manifests,
  type PackagedCall,
  type PackagedRecording,
  type UnrecordedCall,
  zipName,
} from './manifest.ts';
export { LeftOut, type PackedFile, zipOf } from './zip.ts';
export { zipLeavingOut } from './zip-leaving-out.ts';
export { deflatedZip } from './zip-deflated.ts';
