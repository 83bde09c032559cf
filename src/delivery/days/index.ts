/** What the doors to the recordings show of days. They send nothing. */
export { dayManifests } from './day-manifests.ts';
