export { linkEvent, openLink, type SharedRecording, sharedByToken, sharedByVisit } from './open-link.ts';
export { isSharingAllowed, type LinkOwner, MAX_LINK_DAYS, ShareLinks } from './share-links.ts';
