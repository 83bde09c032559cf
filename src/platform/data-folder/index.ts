export { type DataFolderAccess, type DataFolderHold, holdDataFolder } from './hold-data-folder.ts';
