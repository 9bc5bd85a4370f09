<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>Ladder</name>
    <message numerus="yes">
        <source>%n minutes</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) &amp;to</source>
        <translation>
            <numerusform>%n request &amp;to</numerusform>
            <numerusform>%n requests &amp;to</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Pieces</name>
    <message numerus="yes">
        <source>%n more character(s): this stays in the log.</source>
        <translation>
            <numerusform>%n more character: this stays in the log.</numerusform>
            <numerusform>%n more characters: this stays in the log.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message numerus="yes">
        <source>%1 km², %n corners</source>
        <translation>
            <numerusform>%1 km², %n corner</numerusform>
            <numerusform>%1 km², %n corners</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changed inside</source>
        <translation>
            <numerusform>%n changed inside</numerusform>
            <numerusform>%n changed inside</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln opted out and will not be told</source>
        <translation>
            <numerusform>%Ln opted out and will not be told</numerusform>
            <numerusform>%Ln opted out and will not be told</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln people</source>
        <translation>
            <numerusform>%Ln person</numerusform>
            <numerusform>%Ln people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At most %Ln a minute</source>
        <translation>
            <numerusform>At most %Ln a minute</numerusform>
            <numerusform>At most %Ln a minute</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Roster</name>
    <message numerus="yes">
        <source>every %n day(s) at %1, from %2</source>
        <translation>
            <numerusform>every day at %1, from %2</numerusform>
            <numerusform>every %n days at %1, from %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ScopeWords</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SecurityWords</name>
    <message numerus="yes">
        <source>%n damaged place(s) found %2 ago wait for a decision</source>
        <translation>
            <numerusform>%n damaged place found %2 ago waits for a decision</numerusform>
            <numerusform>%n damaged places found %2 ago wait for a decision</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>checked %2 ago; %n known damaged place(s) will stay</source>
        <translation>
            <numerusform>checked %2 ago; %n known damaged place will stay</numerusform>
            <numerusform>checked %2 ago; %n known damaged places will stay</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) went backwards and may have been copied: remove and enrol anew</source>
        <translation>
            <numerusform>%n key went backwards and may have been copied: remove it and enrol a new one</numerusform>
            <numerusform>%n keys went backwards and may have been copied: remove them and enrol new ones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n administrator(s) have no hardware key</source>
        <translation>
            <numerusform>%n administrator has no hardware key</numerusform>
            <numerusform>%n administrators have no hardware key</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) lack keys that their roles ask for</source>
        <translation>
            <numerusform>%n person lacks keys that their roles ask for</numerusform>
            <numerusform>%n people lack keys that their roles ask for</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) have one</source>
        <translation>
            <numerusform>%n person has one</numerusform>
            <numerusform>%n people have one</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n account(s) fail again and again: speak to them, then end their sessions</source>
        <translation>
            <numerusform>%n account fails again and again: speak to that person, then end their sessions</numerusform>
            <numerusform>%n accounts fail again and again: speak to those people, then end their sessions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open session(s) are not bound to a device: whoever has the token has the session</source>
        <translation>
            <numerusform>%n open session is not bound to a device: whoever has the token has the session</numerusform>
            <numerusform>%n open sessions are not bound to a device: whoever has the token has the session</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open, each bound to its device</source>
        <translation>
            <numerusform>%n open, bound to its device</numerusform>
            <numerusform>%n open, each bound to its device</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s) end soon, the first in %2: what uses them will stop</source>
        <translation>
            <numerusform>%n token ends soon, in %2: what uses it will stop</numerusform>
            <numerusform>%n tokens end soon, the first in %2: what uses them will stop</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n program(s) have not come for three months: take their access away</source>
        <translation>
            <numerusform>%n program has not come for three months: take its access away</numerusform>
            <numerusform>%n programs have not come for three months: take their access away</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in use</source>
        <translation>
            <numerusform>%n in use</numerusform>
            <numerusform>%n in use</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%3 would take the access of %n person(s) away: look, then let it</source>
        <translation>
            <numerusform>%3 would take the access of %n person away: look, then let it</numerusform>
            <numerusform>%3 would take the access of %n people away: look, then let it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n heard, nothing held back</source>
        <translation>
            <numerusform>%n heard, nothing held back</numerusform>
            <numerusform>%n heard, nothing held back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n place(s), none has given up</source>
        <translation>
            <numerusform>%n place, it has not given up</numerusform>
            <numerusform>%n places, none has given up</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in force, the oldest for %2</source>
        <translation>
            <numerusform>%n in force, for %2</numerusform>
            <numerusform>%n in force, the oldest for %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::AlarmDialog</name>
    <message numerus="yes">
        <source>Write at least %n more character(s).</source>
        <translation>
            <numerusform>Write at least %n more character.</numerusform>
            <numerusform>Write at least %n more characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::ApprovalsPanel</name>
    <message numerus="yes">
        <source>Asked by %1. After your key, %n more is needed.</source>
        <translation>
            <numerusform>Asked by %1. After your key, %n more is needed.</numerusform>
            <numerusform>Asked by %1. After your key, %n more are needed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more incident(s) it is about are not yours to see.</source>
        <translation>
            <numerusform>%n more incident it is about is not yours to see.</numerusform>
            <numerusform>%n more incidents it is about are not yours to see.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::AreaMap</name>
    <message numerus="yes">
        <source>drawing, %n corner(s)</source>
        <translation>
            <numerusform>drawing, %n corner</numerusform>
            <numerusform>drawing, %n corners</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n territory(ies) chosen</source>
        <translation>
            <numerusform>%n territory chosen</numerusform>
            <numerusform>%n territories chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::CustodyPage</name>
    <message numerus="yes">
        <source>%n entry(s) of this incident are not what was sealed: they are not shown.</source>
        <translation>
            <numerusform>%n entry of this incident is not what was sealed: it is not shown.</numerusform>
            <numerusform>%n entries of this incident are not what was sealed: they are not shown.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::DeskActions</name>
    <message numerus="yes">
        <source>Merge %n incident(s) into #%1 %2? Their reports move; you can undo this.</source>
        <translation>
            <numerusform>Merge %n incident into #%1 %2? Its reports move; you can undo this.</numerusform>
            <numerusform>Merge %n incidents into #%1 %2? Their reports move; you can undo this.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) have left. Everybody who got it is sent the correction that was approved with it, at once; the rest is stopped. What was wrong?</source>
        <translation>
            <numerusform>%n message has left. Whoever got it is sent the correction that was approved with it, at once; the rest is stopped. What was wrong?</numerusform>
            <numerusform>%n messages have left. Everybody who got one is sent the correction that was approved with it, at once; the rest is stopped. What was wrong?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::DraftDialog</name>
    <message numerus="yes">
        <source>%n segment(s)</source>
        <translation>
            <numerusform>%n segment</numerusform>
            <numerusform>%n segments</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n character</numerusform>
            <numerusform>%n characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::ExportsPage</name>
    <message numerus="yes">
        <source>Fetched %n time(s).</source>
        <translation>
            <numerusform>Fetched %n time.</numerusform>
            <numerusform>Fetched %n times.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::HeadLine</name>
    <message numerus="yes">
        <source>%n incident(s)</source>
        <translation>
            <numerusform>%n incident</numerusform>
            <numerusform>%n incidents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unhandled</source>
        <translation>
            <numerusform>%n unhandled</numerusform>
            <numerusform>%n unhandled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unplaced</source>
        <translation>
            <numerusform>%n unplaced</numerusform>
            <numerusform>%n unplaced</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to release</source>
        <translation>
            <numerusform>%n to release</numerusform>
            <numerusform>%n to release</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::ImpactView</name>
    <message numerus="yes">
        <source>%n principal(s)</source>
        <translation>
            <numerusform>%n principal</numerusform>
            <numerusform>%n principals</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them go beyond a geography or a severity: look at them closely.</source>
        <translation>
            <numerusform>%n of them go beyond a geography or a severity: look at them closely.</numerusform>
            <numerusform>%n of them go beyond a geography or a severity: look at them closely.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::IncidentDetailPanel</name>
    <message numerus="yes">
        <source>customers out, %n report(s)</source>
        <translation>
            <numerusform>customers out, %n report</numerusform>
            <numerusform>customers out, %n reports</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::IncidentRow</name>
    <message numerus="yes">
        <source>%n report(s)</source>
        <translation>
            <numerusform>%n report</numerusform>
            <numerusform>%n reports</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::IntegrityPage</name>
    <message numerus="yes">
        <source>%n place(s)</source>
        <translation>
            <numerusform>%n place</numerusform>
            <numerusform>%n places</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::LadderView</name>
    <message numerus="yes">
        <source>Put off by %n minute(s).</source>
        <translation>
            <numerusform>Put off by %n minute.</numerusform>
            <numerusform>Put off by %n minutes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n given to %1.</source>
        <translation>
            <numerusform>%n given to %1.</numerusform>
            <numerusform>%n given to %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::MapPanel</name>
    <message numerus="yes">
        <source>%n report(s) here. Click to look closer.</source>
        <translation>
            <numerusform>%n report here. Click to look closer.</numerusform>
            <numerusform>%n reports here. Click to look closer.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::QueueView</name>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>%n found</numerusform>
            <numerusform>%n found</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::ReasonDialog</name>
    <message numerus="yes">
        <source>%n more character(s)</source>
        <translation>
            <numerusform>%n more character</numerusform>
            <numerusform>%n more characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other person(s) will read it and decide.</source>
        <translation>
            <numerusform>%n other person will read it and decide.</numerusform>
            <numerusform>%n other persons will read it and decide.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::RemediationDialog</name>
    <message numerus="yes">
        <source>Touches %n entry(ies); nothing else changes. Two people: you ask, another one releases under Approvals.</source>
        <translation>
            <numerusform>Touches %n entry; nothing else changes. Two people: you ask, another one releases under Approvals.</numerusform>
            <numerusform>Touches %n entries; nothing else changes. Two people: you ask, another one releases under Approvals.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: all %n entry(ies) of the range are in it.</source>
        <translation>
            <numerusform>%1: all %n entry of the range are in it.</numerusform>
            <numerusform>%1: all %n entries of the range are in it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::ReviewTree</name>
    <message numerus="yes">
        <source>%n changes</source>
        <translation>
            <numerusform>%n change</numerusform>
            <numerusform>%n changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::ScopeForm</name>
    <message numerus="yes">
        <source>Click the territories this holds in. %n chosen.</source>
        <translation>
            <numerusform>Click the territories this holds in. %n chosen.</numerusform>
            <numerusform>Click the territories this holds in. %n chosen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::SearchPage</name>
    <message numerus="yes">
        <source>%n entry(ies), and there are older ones</source>
        <translation>
            <numerusform>%n entry, and there are older ones</numerusform>
            <numerusform>%n entries, and there are older ones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies)</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n damaged entry(ies) not shown</source>
        <translation>
            <numerusform>%n damaged entry not shown</numerusform>
            <numerusform>%n damaged entries not shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::SlaPage</name>
    <message numerus="yes">
        <source>%1: half are approved within %2, on average %3; %n request(s)</source>
        <translation>
            <numerusform>%1: approved within %2, on average %3; one request</numerusform>
            <numerusform>%1: half are approved within %2, on average %3; %n requests</numerusform>
        </translation>
    </message>
</context>
</TS>
