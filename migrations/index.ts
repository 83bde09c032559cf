import type { Migration } from 'kysely/migration';
import { up as foundation } from './0001-foundation.ts';
import { up as servicesAndRetention } from './0002-services-and-retention.ts';
import { up as delivery } from './0003-delivery.ts';
import { up as outbox } from './0004-outbox.ts';
import { up as stores } from './0005-stores.ts';
import { up as stuckCalls } from './0006-stuck-calls.ts';
import { up as signInAttempts } from './0007-sign-in-attempts.ts';
import { up as revokedAccess } from './0008-revoked-access.ts';
import { up as secondFactor } from './0009-second-factor.ts';
import { up as holdsInTime } from './0010-holds-in-time.ts';
import { up as unarchivedOfTenants } from './0011-unarchived-of-tenants.ts';
import { up as holdLimits } from './0012-hold-limits.ts';
import { up as holdPrices } from './0013-hold-prices.ts';
import { up as temporaryPasswords } from './0014-temporary-passwords.ts';
import { up as retiredPlans } from './0015-retired-plans.ts';
import { up as auditCuts } from './0016-audit-cuts.ts';
import { up as rodo } from './0017-rodo.ts';
import { up as schemaRequirements } from './0018-schema-requirements.ts';
import { up as oidc } from './0019-oidc.ts';
import { up as retentionOfPersonalData } from './0020-retention-of-personal-data.ts';
import { up as sourceKeys } from './0021-source-keys.ts';
import { up as rights } from './0022-rights.ts';
import { up as numberGroups } from './0023-number-groups.ts';
import { up as passkeys } from './0024-passkeys.ts';
import { up as customers } from './0025-customers.ts';
import { up as sessionList } from './0026-session-list.ts';
import { up as accountLinks } from './0027-account-links.ts';
import { up as demandedSecondFactor } from './0028-demanded-second-factor.ts';
import { up as suspendedTenants } from './0029-suspended-tenants.ts';
import { up as apiKeys } from './0030-api-keys.ts';
import { up as allowedNetworks } from './0031-allowed-networks.ts';
import { up as accountNotices } from './0032-account-notices.ts';
import { up as challengesOfClients } from './0033-challenges-of-clients.ts';
import { up as raisedUsers } from './0034-raised-users.ts';
import { up as startsOfPersonalData } from './0035-starts-of-personal-data.ts';
import { up as sessionProofs } from './0036-session-proofs.ts';
import { up as listeningGrants } from './0037-listening-grants.ts';
import { migration as auditEventsUnderGrants } from './0038-audit-events-under-grants.ts';
import { up as leavingTenants } from './0039-leaving-tenants.ts';
import { up as ownEmail } from './0040-own-email.ts';
import { up as makersOfKeys } from './0041-makers-of-keys.ts';
import { up as recognitionOfSources } from './0042-recognition-of-sources.ts';
import { up as pausedRecordings } from './0043-paused-recordings.ts';
import { up as tenantAliases } from './0044-tenant-aliases.ts';
import { up as dialledNumbers } from './0045-dialled-numbers.ts';
import { migration as callsByDialled } from './0046-calls-by-dialled.ts';
import { up as legQuality } from './0047-leg-quality.ts';
import { up as sourceNames } from './0048-source-names.ts';
import { up as sourceStatistics } from './0049-source-statistics.ts';
import { migration as reusedCallIds } from './0050-reused-call-ids.ts';
import { up as userToUserIds } from './0051-user-to-user-ids.ts';
import { up as sourceCertificates } from './0052-source-certificates.ts';
import { up as sessionTraces } from './0053-session-traces.ts';
import { up as callParties } from './0054-call-parties.ts';
import { up as sourceDigests } from './0055-source-digests.ts';
import { up as sourceTimeZones } from './0056-source-time-zones.ts';
import { up as refusedUploads } from './0057-refused-uploads.ts';
import { migration as callsWithoutCdr } from './0058-calls-without-cdr.ts';
import { up as sourceRecordMappings } from './0059-source-record-mappings.ts';
import { up as notVerifiedPackages } from './0060-not-verified-packages.ts';
import { up as digestsOfRefusedUploads } from './0061-digests-of-refused-uploads.ts';
import { up as sourceRecords } from './0062-source-records.ts';
import { up as sftpHostKeys } from './0063-sftp-host-keys.ts';
import { up as fileCredentials } from './0064-file-credentials.ts';
import { up as recorderLeases } from './0065-recorder-leases.ts';
import { up as callSearch } from './0066-call-search.ts';
import { up as fileTransfers } from './0069-file-transfers.ts';
import { migration as auditEventsBounded } from './0070-audit-events-bounded.ts';
import { up as auditEventsByMonth } from './0071-audit-events-by-month.ts';
import { up as waveformsOutOfRows } from './0072-waveforms-out-of-rows.ts';
import { up as plansOfCallSearch } from './0073-plans-of-call-search.ts';
import { up as storeMoves } from './0074-store-moves.ts';
import { up as numbersOfLastCalls } from './0075-numbers-of-last-calls.ts';
import { up as waitingCallsOfTenants } from './0076-waiting-calls-of-tenants.ts';
import { up as callHistory } from './0077-call-history.ts';
import { migration as callsByDuration } from './0078-calls-by-duration.ts';
import { sumsOfKeptRecordings } from './0079-sums-of-kept-recordings.ts';
import { up as shareLinks } from './0080-share-links.ts';
import { up as callEvents } from './0082-call-events.ts';
import { up as callNotes } from './0083-call-notes.ts';
import { up as talkTime } from './0084-talk-time.ts';
import { up as recordingRules } from './0086-recording-rules.ts';
import { up as liveControls } from './0087-live-controls.ts';
import { up as liveMarks } from './0088-live-marks.ts';
import { up as liveCalls } from './0089-live-calls.ts';
import { up as pausedBy } from './0090-paused-by.ts';
import { up as callStatistics } from './0091-call-statistics.ts';
import { migration as auditEventsOfSubject } from './0092-audit-events-of-subject.ts';
import { up as evidenceKeys } from './0093-evidence-keys.ts';
import { migration as silentRecordings } from './0093-silent-recordings.ts';
import { up as operatorConsole } from './0095-operator-console.ts';
import { migration as auditByActor } from './0096-audit-by-actor.ts';
import { up as userSettings } from './0098-user-settings.ts';
import { up as callsByNotes } from './0100-calls-by-notes.ts';
import { migration as notesAndAuditIndexes } from './0101-notes-and-audit-indexes.ts';
import { up as compactCallSums } from './0103-compact-call-sums.ts';

/** Every migration by its name, in order. One that has been released is never changed. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-foundation': { up: foundation },
  '0002-services-and-retention': { up: servicesAndRetention },
  '0003-delivery': { up: delivery },
  '0004-outbox': { up: outbox },
  '0005-stores': { up: stores },
  '0006-stuck-calls': { up: stuckCalls },
  '0007-sign-in-attempts': { up: signInAttempts },
  '0008-revoked-access': { up: revokedAccess },
  '0009-second-factor': { up: secondFactor },
  '0010-holds-in-time': { up: holdsInTime },
  '0011-unarchived-of-tenants': { up: unarchivedOfTenants },
  '0012-hold-limits': { up: holdLimits },
  '0013-hold-prices': { up: holdPrices },
  '0014-temporary-passwords': { up: temporaryPasswords },
  '0015-retired-plans': { up: retiredPlans },
  '0016-audit-cuts': { up: auditCuts },
  '0017-rodo': { up: rodo },
  '0018-schema-requirements': { up: schemaRequirements },
  '0019-oidc': { up: oidc },
  '0020-retention-of-personal-data': { up: retentionOfPersonalData },
  '0021-source-keys': { up: sourceKeys },
  '0022-rights': { up: rights },
  '0023-number-groups': { up: numberGroups },
  '0024-passkeys': { up: passkeys },
  '0025-customers': { up: customers },
  '0026-session-list': { up: sessionList },
  '0027-account-links': { up: accountLinks },
  '0028-demanded-second-factor': { up: demandedSecondFactor },
  '0029-suspended-tenants': { up: suspendedTenants },
  '0030-api-keys': { up: apiKeys },
  '0031-allowed-networks': { up: allowedNetworks },
  '0032-account-notices': { up: accountNotices },
  '0033-challenges-of-clients': { up: challengesOfClients },
  '0034-raised-users': { up: raisedUsers },
  '0035-starts-of-personal-data': { up: startsOfPersonalData },
  '0036-session-proofs': { up: sessionProofs },
  '0037-listening-grants': { up: listeningGrants },
  '0038-audit-events-under-grants': auditEventsUnderGrants,
  '0039-leaving-tenants': { up: leavingTenants },
  '0040-own-email': { up: ownEmail },
  '0041-makers-of-keys': { up: makersOfKeys },
  '0042-recognition-of-sources': { up: recognitionOfSources },
  '0043-paused-recordings': { up: pausedRecordings },
  '0044-tenant-aliases': { up: tenantAliases },
  '0045-dialled-numbers': { up: dialledNumbers },
  '0046-calls-by-dialled': callsByDialled,
  '0047-leg-quality': { up: legQuality },
  '0048-source-names': { up: sourceNames },
  '0049-source-statistics': { up: sourceStatistics },
  '0050-reused-call-ids': reusedCallIds,
  '0051-user-to-user-ids': { up: userToUserIds },
  '0052-source-certificates': { up: sourceCertificates },
  '0053-session-traces': { up: sessionTraces },
  '0054-call-parties': { up: callParties },
  '0055-source-digests': { up: sourceDigests },
  '0056-source-time-zones': { up: sourceTimeZones },
  '0057-refused-uploads': { up: refusedUploads },
  '0058-calls-without-cdr': callsWithoutCdr,
  '0059-source-record-mappings': { up: sourceRecordMappings },
  '0060-not-verified-packages': { up: notVerifiedPackages },
  '0061-digests-of-refused-uploads': { up: digestsOfRefusedUploads },
  '0062-source-records': { up: sourceRecords },
  '0063-sftp-host-keys': { up: sftpHostKeys },
  '0064-file-credentials': { up: fileCredentials },
  '0065-recorder-leases': { up: recorderLeases },
  '0066-call-search': { up: callSearch },
  '0069-file-transfers': { up: fileTransfers },
  '0070-audit-events-bounded': auditEventsBounded,
  '0071-audit-events-by-month': { up: auditEventsByMonth },
  '0072-waveforms-out-of-rows': { up: waveformsOutOfRows },
  '0073-plans-of-call-search': { up: plansOfCallSearch },
  '0074-store-moves': { up: storeMoves },
  '0075-numbers-of-last-calls': { up: numbersOfLastCalls },
  '0076-waiting-calls-of-tenants': { up: waitingCallsOfTenants },
  '0077-call-history': { up: callHistory },
  '0078-calls-by-duration': callsByDuration,
  '0079-sums-of-kept-recordings': sumsOfKeptRecordings,
  '0080-share-links': { up: shareLinks },
  '0082-call-events': { up: callEvents },
  '0083-call-notes': { up: callNotes },
  '0084-talk-time': { up: talkTime },
  '0086-recording-rules': { up: recordingRules },
  '0087-live-controls': { up: liveControls },
  '0088-live-marks': { up: liveMarks },
  '0089-live-calls': { up: liveCalls },
  '0090-paused-by': { up: pausedBy },
  '0091-call-statistics': { up: callStatistics },
  '0092-audit-events-of-subject': auditEventsOfSubject,
  '0093-evidence-keys': { up: evidenceKeys },
  '0093-silent-recordings': silentRecordings,
  '0095-operator-console': { up: operatorConsole },
  '0096-audit-by-actor': auditByActor,
  '0098-user-settings': { up: userSettings },
  '0100-calls-by-notes': { up: callsByNotes },
  '0101-notes-and-audit-indexes': notesAndAuditIndexes,
  '0103-compact-call-sums': { up: compactCallSums },
};
