/** The period of the report in the address: a number of hours, or a start by the wall clock. */
export interface Period {
  hours?: number;
  since?: string;
}

export const periodSearch = ({ hours, since }: Record<string, unknown>): Period =>
  typeof since === "string" ? { since } : Number(hours) > 0 && Number(hours) <= 24 * 31 ? { hours: Number(hours) } : {};
