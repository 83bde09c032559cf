export { type DownloadLimits, MAX_DOWNLOADED_CALLS, type PlannedDownload, planDownload } from './plan-download.ts';
export { downloadZip } from './download-zip.ts';
export { recordingTag } from './id3-tag.ts';
