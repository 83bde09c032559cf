export { holdDataFolder } from './hold-data-folder.ts';
