/** SQL of our own over what is stored compactly, so that the drill sees it as plain rows and past Rollcall's own reading. */

/** Clients that stand in a block of a snapshot; $1: the import. */
export const listedInSnapshot =
  "SELECT count(*) AS n FROM snapshot_block b, unnest(b.says) AS entry(packed) WHERE b.import_id = $1 AND packed <> 0";

/** Every change of state of the members of rollout $1: those that came one by one, and those that came to a block of 2,048 clients. */
export const transitionsOfRollout = `
  SELECT id, client_id, from_state, to_state, at FROM transition WHERE rollout_id = $1
  UNION ALL
  SELECT b.id, b.block * 2048 + m.who, (enum_range(NULL::member_state))[m.from_state], (enum_range(NULL::member_state))[m.to_state], b.at
    FROM transition_block b CROSS JOIN LATERAL unnest(b.who, b.from_state, b.to_state) AS m(who, from_state, to_state)
   WHERE b.rollout_id = $1 AND m.from_state <> 0`;
