export { absent, makeFolder, syncFolder } from './durable-folder.ts';
