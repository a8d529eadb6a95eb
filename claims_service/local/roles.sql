-- The two roles of the service, and what each may do in the database this runs in.
-- claims_owner owns the schema and migrates it. claims_app serves people: it reads and
-- writes rows, and can change no table. Run as a superuser, once in every new database;
-- running it again changes nothing. Tables that are insert-only are narrowed by migrations.

do $$
begin
    if not exists (select from pg_roles where rolname = 'claims_owner') then
        create role claims_owner login;
    end if;
    if not exists (select from pg_roles where rolname = 'claims_app') then
        create role claims_app login;
    end if;
    execute format('alter database %I owner to claims_owner', current_database());
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect, temporary on database %I to claims_owner, claims_app', current_database());
end
$$;

revoke create on schema public from public;
grant usage, create on schema public to claims_owner;
grant usage on schema public to claims_app;

alter default privileges for role claims_owner in schema public
    grant select, insert, update, delete on tables to claims_app;
alter default privileges for role claims_owner in schema public
    grant usage, select on sequences to claims_app;
