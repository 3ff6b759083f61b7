-- Every service is said by a word, not by nothing: an officer without services may enter none.
-- Before, no service listed meant every one; for officers who had none it goes on meaning that.
ALTER TABLE officer ADD COLUMN every_service INTEGER NOT NULL DEFAULT 0
    CHECK (every_service IN (0, 1));

UPDATE officer SET every_service = 1
WHERE login NOT IN (SELECT o.login FROM officer_service AS o);
