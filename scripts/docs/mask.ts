/** What differs from run to run, as something that stays. */
export function createMask() {
  const known = new Map<string, string>();
  const stay = (found: string, make: (count: number) => string) => {
    const text = known.get(found) ?? make(known.size + 1);
    known.set(found, text);
    return text;
  };
  const GUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
  const MOMENT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?/g;
  /** The account's clock is of another zone than ours. */
  const isNow = (moment: string) => Math.abs(Date.parse(moment) - Date.now()) < 26 * 3_600_000;
  return {
    /** A short id that was made up for this run. */
    id: (id: string, as: string) => void (id && known.set(id, as)),
    apply(text: string): string {
      const ids = [...known].filter(([found]) => found.length < 20);
      return ids
        .reduce((done, [found, as]) => done.replaceAll(`"${found}"`, `"${as}"`), text)
        .replace(GUID, (guid) =>
          stay(guid.toLowerCase(), (count) => `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`),
        )
        .replace(MOMENT, (moment) => (isNow(moment) ? '2026-11-30T10:00:00' : moment))
        .replace(/("Secret":")[^"]+/g, '$1…')
        .replace(/(token=)[\w-]+/g, '$1…')
        .replace(/("renews_in_seconds":)\d+/g, '$136000')
        .replace(/("seconds":)\d+(,"seen_running":true,"calls":)\d+/, '$13$24');
    },
  };
}
