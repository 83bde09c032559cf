export type { ActiveCapture, RunningCall } from './active-call.ts';
export type { CaptureRefusal, CaptureRequest, LegRequest } from './capture-request.ts';
export { mediaThreads } from './call-capacity.ts';
export { Capture, type CaptureOptions } from './capture.ts';
export type { MeasuredLeg, TappedPacket } from './worker/media-requests.ts';
export { NEEDED_ROOM_MS, roomMs, stalledCalls } from './stall-room.ts';
