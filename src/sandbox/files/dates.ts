/** The time in UTC as Caspio writes dates: ISO 8601 without a zone (for files the form is inferred). */
export const now = () => new Date().toISOString().slice(0, 19);
