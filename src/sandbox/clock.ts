/** Windows names of the time zones that Caspio offers most; others are tried as they are. */
const WINDOWS_ZONES: Readonly<Record<string, string>> = {
  'hawaiian standard time': 'Pacific/Honolulu',
  'alaskan standard time': 'America/Anchorage',
  'pacific standard time': 'America/Los_Angeles',
  'us mountain standard time': 'America/Phoenix',
  'mountain standard time': 'America/Denver',
  'central standard time': 'America/Chicago',
  'eastern standard time': 'America/New_York',
  'atlantic standard time': 'America/Halifax',
  'e. south america standard time': 'America/Sao_Paulo',
  'gmt standard time': 'Europe/London',
  'w. europe standard time': 'Europe/Berlin',
  'romance standard time': 'Europe/Paris',
  'central europe standard time': 'Europe/Budapest',
  'e. europe standard time': 'Europe/Chisinau',
  'fle standard time': 'Europe/Kiev',
  'israel standard time': 'Asia/Jerusalem',
  'arabian standard time': 'Asia/Dubai',
  'india standard time': 'Asia/Kolkata',
  'singapore standard time': 'Asia/Singapore',
  'china standard time': 'Asia/Shanghai',
  'tokyo standard time': 'Asia/Tokyo',
  'aus eastern standard time': 'Australia/Sydney',
  'new zealand standard time': 'Pacific/Auckland',
};

/** What `TimeZone: ""` means: the account's zone, Pacific as on the accounts observed. */
const ACCOUNT_ZONE = 'America/Los_Angeles';

/**
 * The clock of a time zone as `YYYY-MM-DDTHH:mm:ss`, without a zone as Caspio writes it.
 * Throws RangeError for a zone that is not known.
 */
export function localTime(windowsZone: string, instant = new Date()): string {
  const timeZone =
    windowsZone === '' ? ACCOUNT_ZONE : (WINDOWS_ZONES[windowsZone.toLowerCase()] ?? windowsZone);
  const options = { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' } as const;
  // Swedish dates are ISO 8601 with a blank for the T.
  return instant.toLocaleString('sv-SE', options).replace(' ', 'T');
}
