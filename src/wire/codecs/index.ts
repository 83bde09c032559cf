export { decodeG711, encodeG711, type G711Law } from './g711.ts';
