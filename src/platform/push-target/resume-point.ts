/** Where an upload may go on: never behind what is there (a hole), nor before a file that is too long (its tail would stay). */
export function resumePoint(sizeBytes: number, heldBytes: number, knownBytes: number): number {
  return heldBytes > sizeBytes ? 0 : Math.min(heldBytes, knownBytes);
}
