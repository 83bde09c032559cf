/** What worker threads use of the spool. The rest of it, with metrics and the mirror, each of them would load for nothing. */
export { readSpooledCall } from './read-spooled-call.ts';
export { SpoolWriter } from './spool-writer.ts';
