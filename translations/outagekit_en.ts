<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>ok::app::DeskActions</name>
    <message numerus="yes">
        <source>Merge %n incident(s) into #%1 %2? Their reports move; you can undo this.</source>
        <translation>
            <numerusform>Merge %n incident into #%1 %2? Its reports move; you can undo this.</numerusform>
            <numerusform>Merge %n incidents into #%1 %2? Their reports move; you can undo this.</numerusform>
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
    <name>ok::app::MapPanel</name>
    <message numerus="yes">
        <source>%n report(s) here. Click to look closer.</source>
        <translation>
            <numerusform>%n report here. Click to look closer.</numerusform>
            <numerusform>%n reports here. Click to look closer.</numerusform>
        </translation>
    </message>
</context>
</TS>
