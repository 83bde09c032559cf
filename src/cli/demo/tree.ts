import type { ListedRecording } from '../../catalog/index.ts';

/** The files as they lie in their folders, drawn. */
export function drawTree(recordings: readonly ListedRecording[]): string {
  const folders = Map.groupBy(recordings, ({ path }) => path.slice(0, path.lastIndexOf('/')));
  return [...folders].flatMap(([folder, files]) => [`  ${folder}/`, ...files.map(fileLine)]).join('\n');
}

function fileLine({ fileName, sizeBytes, durationMs }: ListedRecording): string {
  return `    ${fileName}   ${(durationMs / 1000).toFixed(1)} s, ${(sizeBytes / 1024).toFixed(0)} kB`;
}
