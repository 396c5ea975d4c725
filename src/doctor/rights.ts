import type { Failure } from '../caspio/failure.js';

/** Where rights are given, in the words of Caspio's own screens. Facts: profile permissions. */

const PROFILES = 'Account → Access Permissions → Web Services Profiles';
const ACCESS = '“Enable access to all objects”, or permissions on single objects';

const placeByCode: Readonly<Record<string, string>> = {
  UnsufficientPrivileges: `In Caspio: ${PROFILES}: ${ACCESS}.`,
  IpForbidden: `In Caspio: ${PROFILES}: “Optional IP restrictions”.`,
  ProfileDisabled: `In Caspio: ${PROFILES}.`,
};

/** What to do about a failure, with the switch that mends it where there is one. */
export function remedyFor({ next, caspio }: Failure): string {
  const code = caspio?.code ?? (caspio?.status === 403 ? 'UnsufficientPrivileges' : '');
  return [next, placeByCode[code]].filter(Boolean).join(' ');
}

/** What reading alone does not show. */
export const ABOUT_RIGHTS = [
  'Only reading was tried and nothing was changed; rights to write are not checked.',
  `Rights are given in Caspio under ${PROFILES}: ${ACCESS}, for reading and for writing; “Profile can create objects” for new tables and for uploads to the Files area.`,
  'Caspio lists only what the profile may see: what is missing above may be a missing right.',
];
