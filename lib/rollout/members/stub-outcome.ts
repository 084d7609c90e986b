export interface ImportOutcome {
  rolloutId: number;
  counts: Record<string, { entered: number; left: number }>;
}
export interface OutcomeRow {
  clientId: number;
  name: string;
  fromState: any;
  toState: any;
  reasonCode: any;
}
