export type { ActiveCapture, Capture, CaptureRefusal, CaptureRequest, LegRequest } from './capture.ts';
export { type CaptureOptions, createCapture } from './create-capture.ts';
