-- Locks the audit chain until the transaction ends and reads its head, in one round trip. VOLATILE matters: each of the
-- two statements takes a snapshot of its own, so the head is read as it is after the lock was won.
create function audit_head() returns table (seq bigint, hash bytea, now timestamptz)
language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock(7135908114);
  return query
    select head.seq, head.hash, greatest(head.at, clock_timestamp())
      from (select) as always left join lateral
           (select entry.seq, entry.hash, entry.at from audit_entries as entry order by entry.seq desc limit 1) as head
           on true;
end $$;
