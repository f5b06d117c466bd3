/** How much the report covers, as in the address: so many hours, or since a wall clock's time. */
export interface Period {
  hours?: number;
  since?: string;
}

export const periodSearch = ({ hours, since }: Record<string, unknown>): Period =>
  typeof since === "string" ? { since } : Number(hours) > 0 && Number(hours) <= 24 * 31 ? { hours: Number(hours) } : {};
