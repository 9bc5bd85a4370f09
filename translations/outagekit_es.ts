<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es">
<context>
    <name>ActionWords</name>
    <message>
        <source>Put into the draft</source>
        <translation>Poner en el borrador</translation>
    </message>
    <message>
        <source>Initiate: draft messages</source>
        <translation>Iniciar: redactar mensajes</translation>
    </message>
    <message>
        <source>Publish: send messages</source>
        <translation>Publicar: enviar mensajes</translation>
    </message>
    <message>
        <source>Give and take roles</source>
        <translation>Dar y quitar funciones</translation>
    </message>
    <message>
        <source>Create people</source>
        <translation>Crear personas</translation>
    </message>
    <message>
        <source>Change the directory of people</source>
        <translation>Cambiar el directorio de personas</translation>
    </message>
    <message>
        <source>Shut people out</source>
        <translation>Dejar fuera a personas</translation>
    </message>
    <message>
        <source>Ask what somebody may do</source>
        <translation>Preguntar qué puede hacer alguien</translation>
    </message>
    <message>
        <source>Where people come from</source>
        <translation>De dónde vienen las personas</translation>
    </message>
    <message>
        <source>Keys of others and their rules</source>
        <translation>Llaves de otros y sus reglas</translation>
    </message>
    <message>
        <source>Programs and their secrets</source>
        <translation>Programas y sus secretos</translation>
    </message>
    <message>
        <source>See who is signed in</source>
        <translation>Ver quién tiene sesión</translation>
    </message>
    <message>
        <source>End sessions of others</source>
        <translation>Terminar sesiones de otros</translation>
    </message>
    <message>
        <source>Sessions of others</source>
        <translation>Sesiones de otros</translation>
    </message>
    <message>
        <source>Tokens of programs</source>
        <translation>Credenciales de programas</translation>
    </message>
    <message>
        <source>Take a request to the next level</source>
        <translation>Llevar una solicitud al nivel siguiente</translation>
    </message>
    <message>
        <source>See what waits for release</source>
        <translation>Ver lo que espera autorización</translation>
    </message>
    <message>
        <source>Change the channels of what waits</source>
        <translation>Cambiar los canales de lo que espera</translation>
    </message>
    <message>
        <source>Record what a customer wishes</source>
        <translation>Anotar lo que desea un cliente</translation>
    </message>
    <message>
        <source>Say what became of a message</source>
        <translation>Decir qué fue de un mensaje</translation>
    </message>
    <message>
        <source>Close incidents</source>
        <translation>Cerrar incidentes</translation>
    </message>
    <message>
        <source>Close incidents that are restored</source>
        <translation>Cerrar incidentes restablecidos</translation>
    </message>
    <message>
        <source>Open incidents</source>
        <translation>Abrir incidentes</translation>
    </message>
    <message>
        <source>Write what crews say</source>
        <translation>Anotar lo que dicen las cuadrillas</translation>
    </message>
    <message>
        <source>Draw the boundary of an incident</source>
        <translation>Trazar el límite de un incidente</translation>
    </message>
    <message>
        <source>Merge incidents</source>
        <translation>Unir incidentes</translation>
    </message>
    <message>
        <source>Move reports between incidents</source>
        <translation>Mover avisos entre incidentes</translation>
    </message>
    <message>
        <source>Open closed incidents again</source>
        <translation>Reabrir incidentes cerrados</translation>
    </message>
    <message>
        <source>Say that power is back</source>
        <translation>Decir que ha vuelto la luz</translation>
    </message>
    <message>
        <source>Say the cause</source>
        <translation>Decir la causa</translation>
    </message>
    <message>
        <source>Change the state of incidents</source>
        <translation>Cambiar el estado de incidentes</translation>
    </message>
    <message>
        <source>Split incidents</source>
        <translation>Dividir incidentes</translation>
    </message>
    <message>
        <source>Undo a change to an incident</source>
        <translation>Deshacer un cambio de un incidente</translation>
    </message>
    <message>
        <source>Mend damage of the log</source>
        <translation>Reparar daños del registro</translation>
    </message>
    <message>
        <source>Export the log</source>
        <translation>Exportar el registro</translation>
    </message>
    <message>
        <source>Say how exports are masked and approved</source>
        <translation>Decidir cómo se ocultan y aprueban las exportaciones</translation>
    </message>
    <message>
        <source>Read the log</source>
        <translation>Leer el registro</translation>
    </message>
    <message>
        <source>Schedule exports of the log</source>
        <translation>Programar exportaciones del registro</translation>
    </message>
    <message>
        <source>Remove what is past its time</source>
        <translation>Quitar lo que ha vencido</translation>
    </message>
    <message>
        <source>Record backups and rehearsals</source>
        <translation>Anotar copias y ensayos</translation>
    </message>
    <message>
        <source>Say how long things are kept</source>
        <translation>Decidir cuánto se conserva</translation>
    </message>
    <message>
        <source>Change the keys of the vault</source>
        <translation>Cambiar las claves de la bóveda</translation>
    </message>
    <message>
        <source>Approve versions of rules</source>
        <translation>Aprobar versiones de reglas</translation>
    </message>
    <message>
        <source>Say how many approve rules</source>
        <translation>Decidir cuántos aprueban reglas</translation>
    </message>
    <message>
        <source>Move roles into versions of rules</source>
        <translation>Pasar las funciones a versiones de reglas</translation>
    </message>
    <message>
        <source>Draft versions of rules</source>
        <translation>Redactar versiones de reglas</translation>
    </message>
    <message>
        <source>Publish versions of rules</source>
        <translation>Publicar versiones de reglas</translation>
    </message>
    <message>
        <source>Read the rules</source>
        <translation>Leer las reglas</translation>
    </message>
    <message>
        <source>Erase a person</source>
        <translation>Borrar a una persona</translation>
    </message>
    <message>
        <source>Hold evidence back from removal</source>
        <translation>Retener pruebas para que no se borren</translation>
    </message>
    <message>
        <source>Set reports aside</source>
        <translation>Apartar avisos</translation>
    </message>
    <message>
        <source>Say where a report is</source>
        <translation>Decir dónde está un aviso</translation>
    </message>
    <message>
        <source>Read a customer&apos;s own words and number</source>
        <translation>Leer las palabras y el número de un cliente</translation>
    </message>
    <message>
        <source>Keys of partners</source>
        <translation>Claves de socios</translation>
    </message>
    <message>
        <source>Import the territory</source>
        <translation>Importar el territorio</translation>
    </message>
    <message>
        <source>Correct places on the map</source>
        <translation>Corregir lugares en el mapa</translation>
    </message>
    <message>
        <source>See the territory</source>
        <translation>Ver el territorio</translation>
    </message>
    <message>
        <source>Cancel messages</source>
        <translation>Anular mensajes</translation>
    </message>
    <message>
        <source>Approve what others asked for</source>
        <translation>Aprobar lo que otros pidieron</translation>
    </message>
    <message>
        <source>Refuse what others asked for</source>
        <translation>Rechazar lo que otros pidieron</translation>
    </message>
    <message>
        <source>Change the restoration time</source>
        <translation>Cambiar la hora de restablecimiento</translation>
    </message>
    <message>
        <source>Everything with incidents</source>
        <translation>Todo sobre incidentes</translation>
    </message>
    <message>
        <source>Everything with reports</source>
        <translation>Todo sobre avisos</translation>
    </message>
    <message>
        <source>Everything with messages</source>
        <translation>Todo sobre mensajes</translation>
    </message>
    <message>
        <source>Read, export and schedule the log</source>
        <translation>Leer, exportar y programar el registro</translation>
    </message>
    <message>
        <source>Everything with versions of rules</source>
        <translation>Todo sobre versiones de reglas</translation>
    </message>
    <message>
        <source>People, sessions and keys</source>
        <translation>Personas, sesiones y llaves</translation>
    </message>
    <message>
        <source>The territory and its import</source>
        <translation>El territorio y su importación</translation>
    </message>
    <message>
        <source>Open the console</source>
        <translation>Abrir la consola</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>Comment on what waits</source>
        <translation>Comentar lo que espera</translation>
    </message>
    <message>
        <source>Confirm an emergency override</source>
        <translation>Confirmar una excepción de emergencia</translation>
    </message>
    <message>
        <source>Ask for an emergency override</source>
        <translation>Pedir una excepción de emergencia</translation>
    </message>
    <message>
        <source>Look at emergency overrides afterwards</source>
        <translation>Revisar después las excepciones de emergencia</translation>
    </message>
    <message>
        <source>Say what they saw or checked of a request</source>
        <translation>Decir qué vieron o comprobaron de una solicitud</translation>
    </message>
    <message>
        <source>Change what waits for release</source>
        <translation>Cambiar lo que espera autorización</translation>
    </message>
    <message>
        <source>Withdraw their own requests</source>
        <translation>Anular sus propias solicitudes</translation>
    </message>
    <message>
        <source>Take back what was wrong</source>
        <translation>Retirar lo que estaba mal</translation>
    </message>
    <message>
        <source>Say &quot;I am on it&quot; when called</source>
        <translation>Decir «Me ocupo» cuando se les llama</translation>
    </message>
    <message>
        <source>See who is on call</source>
        <translation>Ver quién está de guardia</translation>
    </message>
    <message>
        <source>Keep the on-call roster</source>
        <translation>Llevar el cuadro de guardias</translation>
    </message>
    <message>
        <source>Put off and hand on what people are called for</source>
        <translation>Aplazar y pasar a otros aquello por lo que se llama</translation>
    </message>
</context>
<context>
    <name>AlarmWords</name>
    <message>
        <source>operations</source>
        <translation>operaciones</translation>
    </message>
    <message>
        <source>decisions</source>
        <translation>decisiones</translation>
    </message>
    <message>
        <source>security</source>
        <translation>seguridad</translation>
    </message>
    <message>
        <source>executions</source>
        <translation>ejecuciones</translation>
    </message>
    <message>
        <source>An entry does not follow the one before it: entries were changed, left out or put in.</source>
        <translation>Una entrada no sigue a la anterior: se han cambiado, quitado o añadido entradas.</translation>
    </message>
    <message>
        <source>The content of an entry is not the content that was sealed into the log.</source>
        <translation>El contenido de una entrada no es el que se selló en el registro.</translation>
    </message>
    <message>
        <source>A checkpoint of the log is not signed as it says.</source>
        <translation>Un punto de control del registro no está firmado como dice.</translation>
    </message>
    <message>
        <source>The server signs with another key than the one this console met first.</source>
        <translation>El servidor firma con otra clave que la que esta consola conoció primero.</translation>
    </message>
    <message>
        <source>The log is shorter than this console has seen it: entries are gone, or an old backup was put in its place.</source>
        <translation>El registro es más corto de lo que esta consola lo ha visto: faltan entradas o se puso una copia antigua en su lugar.</translation>
    </message>
    <message>
        <source>The server signed two different histories of the same length. Both signatures are kept as proof.</source>
        <translation>El servidor firmó dos historias distintas de la misma longitud. Ambas firmas se guardan como prueba.</translation>
    </message>
    <message>
        <source>The signed summary of the log is not the summary of the entries that came.</source>
        <translation>El resumen firmado del registro no es el de las entradas recibidas.</translation>
    </message>
    <message>
        <source>The server sent something that is not part of the protocol.</source>
        <translation>El servidor envió algo que no es del protocolo.</translation>
    </message>
    <message>
        <source>What the server sent cannot be trusted: %1.</source>
        <translation>No se puede confiar en lo que envió el servidor: %1.</translation>
    </message>
    <message>
        <source>Save the evidence</source>
        <translation>Guardar las pruebas</translation>
    </message>
    <message>
        <source>Evidence (*.json)</source>
        <translation>Pruebas (*.json)</translation>
    </message>
    <message>
        <source>The evidence is saved. Keep a copy outside this computer.</source>
        <translation>Las pruebas están guardadas. Guarde una copia fuera de este equipo.</translation>
    </message>
    <message>
        <source>Not saved: %1</source>
        <translation>No se guardó: %1</translation>
    </message>
</context>
<context>
    <name>DataWords</name>
    <message>
        <source>Done.</source>
        <translation>Hecho.</translation>
    </message>
    <message>
        <source>The server cannot be reached. What you see may be old; try again when the status line says connected.</source>
        <translation>No se llega al servidor. Lo que ve puede ser antiguo; inténtelo cuando la línea de estado diga conectado.</translation>
    </message>
    <message>
        <source>Your session has ended. Sign out and sign in again.</source>
        <translation>Su sesión ha terminado. Salga y entre de nuevo.</translation>
    </message>
    <message>
        <source>Your role does not include this. Ask an administrator.</source>
        <translation>Su función no incluye esto. Pregunte a un administrador.</translation>
    </message>
    <message>
        <source>The server does not have this: it may be gone, or the server may be older than this console.</source>
        <translation>El servidor no tiene esto: puede que ya no exista o que el servidor sea más antiguo que esta consola.</translation>
    </message>
    <message>
        <source>Somebody changed this while you worked. It has been read again: look at the new state, then repeat your change.</source>
        <translation>Alguien lo cambió mientras trabajaba. Se ha leído de nuevo: mire el estado nuevo y repita su cambio.</translation>
    </message>
    <message>
        <source>Too many requests at once. Wait a few seconds and try again.</source>
        <translation>Demasiadas peticiones a la vez. Espere unos segundos e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The server is busy or stopping. Wait a moment and try again.</source>
        <translation>El servidor está ocupado o parando. Espere un momento e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The server refused: %1 (%2)</source>
        <translation>El servidor lo rechazó: %1 (%2)</translation>
    </message>
</context>
<context>
    <name>DeskCommands</name>
    <message>
        <source>Create incident %1</source>
        <translation>Crear incidente %1</translation>
    </message>
    <message>
        <source>Merge into #%1</source>
        <translation>Unir a #%1</translation>
    </message>
    <message>
        <source>Split #%1</source>
        <translation>Dividir #%1</translation>
    </message>
    <message>
        <source>ETA of #%1</source>
        <translation>Hora estimada de #%1</translation>
    </message>
    <message>
        <source>Cause of #%1</source>
        <translation>Causa de #%1</translation>
    </message>
    <message>
        <source>Crew note of #%1</source>
        <translation>Nota de cuadrilla de #%1</translation>
    </message>
    <message>
        <source>Restoration of #%1</source>
        <translation>Restablecimiento de #%1</translation>
    </message>
    <message>
        <source>Place report</source>
        <translation>Situar aviso</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Retirar</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Comentario</translation>
    </message>
</context>
<context>
    <name>ExportWords</name>
    <message>
        <source>One line an entry, for spreadsheets.</source>
        <translation>Una línea por entrada, para hojas de cálculo.</translation>
    </message>
    <message>
        <source>One JSON object a line, for programs.</source>
        <translation>Un objeto JSON por línea, para programas.</translation>
    </message>
    <message>
        <source>A signed report for people, at most 20,000 entries, with proofs attached.</source>
        <translation>Un informe firmado para personas, de 20.000 entradas como mucho, con las pruebas adjuntas.</translation>
    </message>
    <message>
        <source>The very bytes that were sealed, with all proofs: anybody can verify it without this server.</source>
        <translation>Los mismos bytes que se sellaron, con todas las pruebas: cualquiera puede verificarlo sin este servidor.</translation>
    </message>
    <message>
        <source>Deliver to</source>
        <translation>Entregar a</translation>
    </message>
    <message>
        <source>No targets are set up on the server (delivery.json); the files wait here to be fetched.</source>
        <translation>No hay destinos en el servidor (delivery.json); los archivos esperan aquí.</translation>
    </message>
    <message>
        <source>&amp;Mask personal data (tokens); proofs stay valid</source>
        <translation>&amp;Ocultar datos personales (tokens); las pruebas siguen siendo válidas</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>Tabla (CSV)</translation>
    </message>
    <message>
        <source>Lines (JSONL)</source>
        <translation>Líneas (JSONL)</translation>
    </message>
    <message>
        <source>Signed report (PDF)</source>
        <translation>Informe firmado (PDF)</translation>
    </message>
    <message>
        <source>Evidence bundle</source>
        <translation>Paquete de pruebas</translation>
    </message>
    <message>
        <source>%1 (SFTP)</source>
        <translation>%1 (SFTP)</translation>
    </message>
    <message>
        <source>%1 (email with a link)</source>
        <translation>%1 (correo con un enlace)</translation>
    </message>
    <message>
        <source>All entries as one JSON list, for programs that read whole files.</source>
        <translation>Todas las entradas en una lista JSON, para programas que leen archivos enteros.</translation>
    </message>
    <message>
        <source>List (JSON)</source>
        <translation>Lista (JSON)</translation>
    </message>
    <message>
        <source>%1 (HTTPS store)</source>
        <translation>%1 (almacén HTTPS)</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>Auditoría</translation>
    </message>
    <message>
        <source>Compliance check</source>
        <translation>Control de cumplimiento</translation>
    </message>
    <message>
        <source>Review of an incident</source>
        <translation>Revisión de un incidente</translation>
    </message>
    <message>
        <source>Investigation</source>
        <translation>Investigación</translation>
    </message>
    <message>
        <source>Legal request</source>
        <translation>Requerimiento legal</translation>
    </message>
    <message>
        <source>Report to a regulator</source>
        <translation>Informe a un regulador</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>Finalidad</translation>
    </message>
    <message>
        <source>Authority</source>
        <translation>Autoridad</translation>
    </message>
    <message>
        <source>By what right (a request&apos;s number, a statute)</source>
        <translation>Con qué derecho (número de una solicitud, una ley)</translation>
    </message>
    <message>
        <source>Who did how much of what, signed: for a regulator&apos;s first look.</source>
        <translation>Quién hizo cuánto de qué, firmado: para una primera mirada del regulador.</translation>
    </message>
    <message>
        <source>The same figures as a table.</source>
        <translation>Las mismas cifras en una tabla.</translation>
    </message>
    <message>
        <source>Compliance report (JSON)</source>
        <translation>Informe de cumplimiento (JSON)</translation>
    </message>
    <message>
        <source>Compliance report (CSV)</source>
        <translation>Informe de cumplimiento (CSV)</translation>
    </message>
</context>
<context>
    <name>IncidentFacts</name>
    <message>
        <source>↑ %1: %2 (%3, %4 of %5 arrived)</source>
        <translation>↑ %1: %2 (%3, llegaron %4 de %5)</translation>
    </message>
    <message>
        <source>message</source>
        <translation>mensaje</translation>
    </message>
    <message>
        <source>↓ %1: a report</source>
        <translation>↓ %1: un reporte</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>nothing is known of its cause yet</source>
        <translation>todavía no se conoce la causa</translation>
    </message>
    <message>
        <source>expected %1</source>
        <translation>estimado %1</translation>
    </message>
    <message>
        <source>ETA not set</source>
        <translation>hora estimada sin fijar</translation>
    </message>
    <message>
        <source>%1 customers out, %2</source>
        <translation>%1 clientes sin servicio, %2</translation>
    </message>
    <message>
        <source>set ETA</source>
        <translation>fijar hora estimada</translation>
    </message>
    <message>
        <source>Nothing was said to customers yet.</source>
        <translation>Todavía no se dijo nada a los clientes.</translation>
    </message>
    <message>
        <source>all messages</source>
        <translation>todos los mensajes</translation>
    </message>
</context>
<context>
    <name>IntegrityWords</name>
    <message>
        <source>In order</source>
        <translation>En orden</translation>
    </message>
    <message>
        <source>checked within the last minutes</source>
        <translation>comprobado en los últimos minutos</translation>
    </message>
    <message>
        <source>Damage found</source>
        <translation>Daño hallado</translation>
    </message>
    <message>
        <source>see below what to do</source>
        <translation>vea abajo qué hacer</translation>
    </message>
    <message>
        <source>Check is late</source>
        <translation>Comprobación atrasada</translation>
    </message>
    <message>
        <source>the server has not checked its log for minutes</source>
        <translation>el servidor lleva minutos sin comprobar su registro</translation>
    </message>
    <message>
        <source>Stamp missing</source>
        <translation>Falta un sello</translation>
    </message>
    <message>
        <source>the time-stamping authority does not answer; it is asked again</source>
        <translation>la autoridad de sellado de tiempo no responde; se le pregunta de nuevo</translation>
    </message>
    <message>
        <source>%1 ms off</source>
        <translation>%1 ms de desvío</translation>
    </message>
    <message>
        <source>set the server&apos;s clock right: times in the log are doubtful</source>
        <translation>ajuste el reloj del servidor: las horas del registro son dudosas</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Desconocido</translation>
    </message>
    <message>
        <source>nobody has asked the time service yet</source>
        <translation>nadie ha preguntado aún al servicio de hora</translation>
    </message>
    <message>
        <source>No time service</source>
        <translation>Sin servicio de hora</translation>
    </message>
    <message>
        <source>start chrony on the server so that times can be relied on</source>
        <translation>arranque chrony en el servidor para poder fiarse de las horas</translation>
    </message>
    <message>
        <source>Not synchronised</source>
        <translation>Sin sincronizar</translation>
    </message>
    <message>
        <source>for %1 s; check the server&apos;s time sources</source>
        <translation>desde hace %1 s; revise las fuentes de hora del servidor</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>synchronised, stratum %1, jitter %2 ms</source>
        <translation>sincronizado, estrato %1, fluctuación %2 ms</translation>
    </message>
    <message>
        <source>An entry is not the one that was sealed</source>
        <translation>Una entrada no es la que se selló</translation>
    </message>
    <message>
        <source>A header cannot be read</source>
        <translation>No se puede leer una cabecera</translation>
    </message>
    <message>
        <source>A content is not the one that was sealed</source>
        <translation>Un contenido no es el que se selló</translation>
    </message>
    <message>
        <source>An entry does not follow the one before it</source>
        <translation>Una entrada no sigue a la anterior</translation>
    </message>
    <message>
        <source>Entries are missing</source>
        <translation>Faltan entradas</translation>
    </message>
    <message>
        <source>Entries are out of order</source>
        <translation>Hay entradas desordenadas</translation>
    </message>
    <message>
        <source>The disk cannot be read here</source>
        <translation>El disco no se puede leer aquí</translation>
    </message>
    <message>
        <source>A signed checkpoint does not fit</source>
        <translation>Un punto de control firmado no cuadra</translation>
    </message>
    <message>
        <source>The tree&apos;s root is not the signed one</source>
        <translation>La raíz del árbol no es la firmada</translation>
    </message>
    <message>
        <source>A day&apos;s signed root or time stamp does not fit the log</source>
        <translation>La raíz firmada o el sello de un día no cuadra con el registro</translation>
    </message>
    <message>
        <source>%1, entry %2</source>
        <translation>%1, entrada %2</translation>
    </message>
    <message>
        <source>%1, entries %2 to %3</source>
        <translation>%1, entradas %2 a %3</translation>
    </message>
    <message>
        <source>Open, quarantined</source>
        <translation>Abierto, en cuarentena</translation>
    </message>
    <message>
        <source>Accepted, quarantined</source>
        <translation>Aceptado, en cuarentena</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>Resuelto</translation>
    </message>
    <message>
        <source>Stamped</source>
        <translation>Sellado</translation>
    </message>
    <message>
        <source>Gave up</source>
        <translation>Abandonado</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>Trying again</source>
        <translation>Reintentando</translation>
    </message>
    <message>
        <source>the minute&apos;s check</source>
        <translation>la comprobación del minuto</translation>
    </message>
    <message>
        <source>the night&apos;s check</source>
        <translation>la comprobación de la noche</translation>
    </message>
    <message>
        <source>a check somebody asked for</source>
        <translation>una comprobación pedida</translation>
    </message>
    <message>
        <source>A place is away</source>
        <translation>Falta un lugar</translation>
    </message>
    <message>
        <source>Published</source>
        <translation>Publicado</translation>
    </message>
    <message>
        <source>share of the log that is verified</source>
        <translation>parte verificada del registro</translation>
    </message>
    <message>
        <source>age of the last check</source>
        <translation>antigüedad de la última comprobación</translation>
    </message>
    <message>
        <source>time until alerts arrive</source>
        <translation>tiempo hasta que llegan los avisos</translation>
    </message>
    <message>
        <source>checks that came to their end</source>
        <translation>comprobaciones que terminaron</translation>
    </message>
    <message>
        <source>%1: %2 (promised %3)</source>
        <translation>%1: %2 (prometido %3)</translation>
    </message>
    <message>
        <source>A promise of the check is broken: %1.</source>
        <translation>No se cumple una promesa de la comprobación: %1.</translation>
    </message>
</context>
<context>
    <name>Ladder</name>
    <message>
        <source>sent</source>
        <translation>enviado</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>entregado</translation>
    </message>
    <message>
        <source>not delivered</source>
        <translation>no entregado</translation>
    </message>
    <message>
        <source>held back</source>
        <translation>retenido</translation>
    </message>
    <message>
        <source>Push</source>
        <translation>Notificación</translation>
    </message>
    <message>
        <source>Everybody was asked and nobody decided in time.</source>
        <translation>Se consultó a todos y nadie decidió a tiempo.</translation>
    </message>
    <message>
        <source>Nobody is asked any more.</source>
        <translation>Ya no se consulta a nadie.</translation>
    </message>
    <message>
        <source>Step %1 of %2, on hold: every clock stands still</source>
        <translation>Paso %1 de %2, en pausa: todos los plazos están detenidos</translation>
    </message>
    <message>
        <source>Put off until %1: %2</source>
        <translation>Aplazado hasta %1: %2</translation>
    </message>
    <message>
        <source>Step %1 of %2, the last; over at %3, in %4</source>
        <translation>Paso %1 de %2, el último; vence: %3, en %4</translation>
    </message>
    <message>
        <source>Step %1 of %2; the next ones are asked at %3, in %4</source>
        <translation>Paso %1 de %2; se consulta a los siguientes: %3, en %4</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Step %1, %2: %3</source>
        <translation>Paso %1, %2: %3</translation>
    </message>
    <message>
        <source>nobody who could</source>
        <translation>nadie que pueda</translation>
    </message>
    <message>
        <source>passed over: %1</source>
        <translation>omitidos: %1</translation>
    </message>
    <message>
        <source>on call in %1 (%2)</source>
        <translation>de guardia en %1 (%2)</translation>
    </message>
    <message>
        <source>one person</source>
        <translation>una persona</translation>
    </message>
    <message>
        <source>asked for it</source>
        <translation>lo solicitó</translation>
    </message>
    <message>
        <source>not at work, or the account is closed</source>
        <translation>fuera de servicio o con la cuenta cerrada</translation>
    </message>
    <message>
        <source>in a group that may not</source>
        <translation>en un grupo que no puede</translation>
    </message>
    <message>
        <source>has answered</source>
        <translation>ya respondió</translation>
    </message>
    <message>
        <source>their role is not what is missing</source>
        <translation>no es su función la que falta</translation>
    </message>
    <message>
        <source>may not approve it</source>
        <translation>no puede aprobarlo</translation>
    </message>
    <message>
        <source>too near to who approved</source>
        <translation>demasiada cercanía con quien aprobó</translation>
    </message>
    <message>
        <source>has turned a key already</source>
        <translation>ya giró una llave</translation>
    </message>
    <message>
        <source>away</source>
        <translation>ausente</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>%1, on hold</source>
        <translation>%1, en pausa</translation>
    </message>
    <message>
        <source>%1, put off</source>
        <translation>%1, aplazado</translation>
    </message>
    <message>
        <source>%1, the last</source>
        <translation>%1, el último</translation>
    </message>
    <message>
        <source>%1, next %2</source>
        <translation>%1, siguiente %2</translation>
    </message>
    <message>
        <source>%1 looks at it</source>
        <translation>%1 se ocupa</translation>
    </message>
    <message>
        <source>Given to %1 by hand</source>
        <translation>Pasado a mano a %1</translation>
    </message>
    <message>
        <source>%1 %2, %3: %4</source>
        <translation>%1 %2, %3: %4</translation>
    </message>
    <message>
        <source>stays in the log</source>
        <translation>queda en el registro</translation>
    </message>
    <message>
        <source>&amp;Why</source>
        <translation>&amp;Por qué</translation>
    </message>
    <message>
        <source>Put off</source>
        <translation>Para más tarde</translation>
    </message>
    <message>
        <source>go on at once</source>
        <translation>seguir ahora mismo</translation>
    </message>
    <message numerus="yes">
        <source>%n minutes</source>
        <translation>
            <numerusform>%n minuto</numerusform>
            <numerusform>%n minutos</numerusform>
        </translation>
    </message>
    <message>
        <source>another time</source>
        <translation>otro tiempo</translation>
    </message>
    <message>
        <source> minutes</source>
        <translation> minutos</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>Minutos</translation>
    </message>
    <message>
        <source>How &amp;long</source>
        <translation>&amp;Cuánto tiempo</translation>
    </message>
    <message>
        <source>Give to</source>
        <translation>Pasar a</translation>
    </message>
    <message>
        <source>Give</source>
        <translation>Pasar</translation>
    </message>
    <message>
        <source>everybody who is %1</source>
        <translation>todos con la función %1</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) &amp;to</source>
        <translation>
            <numerusform>%n solicitud &amp;a</numerusform>
            <numerusform>%n solicitudes &amp;a</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MapButtons</name>
    <message>
        <source>Zoom in</source>
        <extracomment>Accessible name of a map button</extracomment>
        <translation>Acercar</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <extracomment>Accessible name of a map button</extracomment>
        <translation>Alejar</translation>
    </message>
    <message>
        <source>Show the whole territory</source>
        <extracomment>Accessible name of a map button</extracomment>
        <translation>Mostrar todo el territorio</translation>
    </message>
</context>
<context>
    <name>MapLegend</name>
    <message>
        <source>%1 km</source>
        <translation>%1 km</translation>
    </message>
    <message>
        <source>%1 m</source>
        <translation>%1 m</translation>
    </message>
</context>
<context>
    <name>MapPage</name>
    <message>
        <source>Map</source>
        <extracomment>Accessible name of the whole map page</extracomment>
        <translation>Mapa</translation>
    </message>
    <message>
        <source>No territory and no report yet.
Import the territory with okctl; reports appear by themselves.</source>
        <extracomment>Shown over an empty map</extracomment>
        <translation>Aún no hay territorio ni avisos.
Importe el territorio con okctl; los avisos aparecen solos.</translation>
    </message>
</context>
<context>
    <name>Pieces</name>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message numerus="yes">
        <source>%n more character(s): this stays in the log.</source>
        <translation>
            <numerusform>Falta %n carácter: esto queda en el registro.</numerusform>
            <numerusform>Faltan %n caracteres: esto queda en el registro.</numerusform>
        </translation>
    </message>
    <message>
        <source>This stays in the log.</source>
        <translation>Esto queda en el registro.</translation>
    </message>
</context>
<context>
    <name>PolicyWords</name>
    <message>
        <source>Roles and scopes</source>
        <translation>Funciones y alcances</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>Geography</source>
        <translation>Geografía</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Gravedad</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Contenido</translation>
    </message>
    <message>
        <source>Audience</source>
        <translation>Destinatarios</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Acción</translation>
    </message>
    <message>
        <source>People and groups</source>
        <translation>Personas y grupos</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Otro</translation>
    </message>
    <message>
        <source>added</source>
        <translation>añadido</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>quitado</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>cambiado</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Borrador</translation>
    </message>
    <message>
        <source>In review</source>
        <translation>En revisión</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Aprobada</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>Programada</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>En vigor</translation>
    </message>
    <message>
        <source>Superseded</source>
        <translation>Reemplazada</translation>
    </message>
    <message>
        <source>Discarded</source>
        <translation>Descartada</translation>
    </message>
    <message>
        <source>The check found something that must be mended first: press Check and look at the list.</source>
        <translation>La comprobación halló algo que hay que corregir antes: pulse Comprobar y mire la lista.</translation>
    </message>
    <message>
        <source>Not enough people have approved this version yet.</source>
        <translation>Aún no han aprobado esta versión bastantes personas.</translation>
    </message>
    <message>
        <source>This draft changes nothing. Change something first.</source>
        <translation>Este borrador no cambia nada. Cambie algo primero.</translation>
    </message>
    <message>
        <source>Another version is scheduled already. Cancel its schedule first.</source>
        <translation>Ya hay otra versión programada. Anule antes su programación.</translation>
    </message>
    <message>
        <source>The version is in another state by now. It has been read again.</source>
        <translation>La versión ya está en otro estado. Se ha leído de nuevo.</translation>
    </message>
    <message>
        <source>What is in force changed the same places as this draft. Make a new draft and repeat your change.</source>
        <translation>Lo que está en vigor cambió los mismos lugares que este borrador. Haga un borrador nuevo y repita su cambio.</translation>
    </message>
    <message>
        <source>You do not have the role that approves versions.</source>
        <translation>Usted no tiene la función que aprueba versiones.</translation>
    </message>
    <message>
        <source>You have approved this version already; another person must.</source>
        <translation>Usted ya ha aprobado esta versión; debe hacerlo otra persona.</translation>
    </message>
    <message>
        <source>Self-approval not permitted per policy: you changed this version.</source>
        <translation>La política no permite aprobarse a sí mismo: usted cambió esta versión.</translation>
    </message>
    <message>
        <source>What needs a reason or other people</source>
        <translation>Lo que necesita un motivo u otras personas</translation>
    </message>
    <message>
        <source>Who is told what</source>
        <translation>A quién se le avisa de qué</translation>
    </message>
    <message>
        <source>How risky an update is</source>
        <translation>Cuánto riesgo tiene un aviso</translation>
    </message>
    <message>
        <source>When and how fast messages leave</source>
        <translation>Cuándo y con qué ritmo salen los mensajes</translation>
    </message>
    <message>
        <source>What is asked of approvers</source>
        <translation>Lo que se pide a quienes aprueban</translation>
    </message>
</context>
<context>
    <name>ReasonWords</name>
    <message>
        <source>Among several reports close together</source>
        <translation>Entre varios avisos cercanos</translation>
    </message>
    <message>
        <source>Next to several reports close together</source>
        <translation>Junto a varios avisos cercanos</translation>
    </message>
    <message>
        <source>Within an outage of the utility&apos;s own feed</source>
        <translation>Dentro de un corte de los datos de la propia compañía</translation>
    </message>
    <message>
        <source>Inside the boundary of this incident</source>
        <translation>Dentro del límite de este incidente</translation>
    </message>
    <message>
        <source>From an account that already reported here</source>
        <translation>De una cuenta que ya avisó aquí</translation>
    </message>
    <message>
        <source>The utility&apos;s own feed lists it</source>
        <translation>Figura en los datos de la propia compañía</translation>
    </message>
    <message>
        <source>Joined with an outage of the utility&apos;s feed</source>
        <translation>Unido a un corte de los datos de la compañía</translation>
    </message>
    <message>
        <source>Customers say they are still out</source>
        <translation>Los clientes dicen que siguen sin servicio</translation>
    </message>
    <message>
        <source>typical for such an outage</source>
        <translation>típico de un corte así</translation>
    </message>
    <message>
        <source>after assessment on site</source>
        <translation>tras evaluación en el lugar</translation>
    </message>
    <message>
        <source>from the crew on site</source>
        <translation>de la cuadrilla en el lugar</translation>
    </message>
    <message>
        <source>from the utility&apos;s feed</source>
        <translation>de los datos de la compañía</translation>
    </message>
    <message>
        <source>Storm</source>
        <translation>Tormenta</translation>
    </message>
    <message>
        <source>Tree on line</source>
        <translation>Árbol sobre la línea</translation>
    </message>
    <message>
        <source>Equipment failure</source>
        <translation>Fallo de equipo</translation>
    </message>
    <message>
        <source>Vehicle accident</source>
        <translation>Accidente de vehículo</translation>
    </message>
    <message>
        <source>Animal contact</source>
        <translation>Contacto de un animal</translation>
    </message>
    <message>
        <source>Planned work</source>
        <translation>Trabajo programado</translation>
    </message>
    <message>
        <source>Switched off for safety</source>
        <translation>Desconectado por seguridad</translation>
    </message>
    <message>
        <source>Under investigation</source>
        <translation>En investigación</translation>
    </message>
    <message>
        <source>Crew assigned</source>
        <translation>Cuadrilla asignada</translation>
    </message>
    <message>
        <source>Crew on site</source>
        <translation>Cuadrilla en el lugar</translation>
    </message>
    <message>
        <source>no power</source>
        <translation>sin luz</translation>
    </message>
    <message>
        <source>part of the power</source>
        <translation>luz parcial</translation>
    </message>
    <message>
        <source>flickering</source>
        <translation>parpadeo</translation>
    </message>
    <message>
        <source>WIRE DOWN</source>
        <translation>CABLE CAÍDO</translation>
    </message>
    <message>
        <source>GAS SMELL</source>
        <translation>OLOR A GAS</translation>
    </message>
    <message>
        <source>power is back</source>
        <translation>volvió la luz</translation>
    </message>
    <message>
        <source>still out</source>
        <translation>sigue sin luz</translation>
    </message>
    <message>
        <source>No address given</source>
        <translation>Sin dirección</translation>
    </message>
    <message>
        <source>Address not found</source>
        <translation>Dirección no encontrada</translation>
    </message>
    <message>
        <source>Several addresses fit</source>
        <translation>Varias direcciones coinciden</translation>
    </message>
    <message>
        <source>Account not known</source>
        <translation>Cuenta desconocida</translation>
    </message>
    <message>
        <source>Text not understood</source>
        <translation>Texto no entendido</translation>
    </message>
    <message>
        <source>Outside the territory</source>
        <translation>Fuera del territorio</translation>
    </message>
    <message>
        <source>%1 (%2 m away)</source>
        <translation>%1 (a %2 m)</translation>
    </message>
    <message>
        <source>its place is the feed&apos;s</source>
        <translation>su lugar es el de esos datos</translation>
    </message>
    <message>
        <source>joined with an outage of the utility&apos;s feed</source>
        <translation>unido a un corte de esos datos</translation>
    </message>
    <message>
        <source>listed again after it had gone</source>
        <translation>vuelve a figurar tras haber desaparecido</translation>
    </message>
    <message>
        <source>gone from the feed, which does not mean restored</source>
        <translation>ya no figura, lo que no significa restablecido</translation>
    </message>
    <message>
        <source>the feed says a crew is on it</source>
        <translation>los datos dicen que hay una cuadrilla</translation>
    </message>
    <message>
        <source>Several accounts close together reported</source>
        <translation>Avisaron varias cuentas cercanas</translation>
    </message>
    <message>
        <source>reports between two incidents made them one</source>
        <translation>los avisos entre dos incidentes los unieron</translation>
    </message>
    <message>
        <source>enough accounts reported to be sure</source>
        <translation>avisaron suficientes cuentas</translation>
    </message>
    <message>
        <source>Created at the desk</source>
        <translation>Creado en la mesa</translation>
    </message>
    <message>
        <source>merged at the desk</source>
        <translation>unido en la mesa</translation>
    </message>
    <message>
        <source>split at the desk</source>
        <translation>dividido en la mesa</translation>
    </message>
    <message>
        <source>moved at the desk</source>
        <translation>movido en la mesa</translation>
    </message>
    <message>
        <source>taken back at the desk</source>
        <translation>deshecho en la mesa</translation>
    </message>
    <message>
        <source>created by mistake, withdrawn</source>
        <translation>creado por error, retirado</translation>
    </message>
    <message>
        <source>set at the desk</source>
        <translation>fijado en la mesa</translation>
    </message>
    <message>
        <source>opened again at the desk</source>
        <translation>abierto de nuevo en la mesa</translation>
    </message>
    <message>
        <source>opened again</source>
        <translation>abierto de nuevo</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>cerrado</translation>
    </message>
    <message>
        <source>closed on a person&apos;s word</source>
        <translation>cerrado bajo la palabra de una persona</translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message numerus="yes">
        <source>%1 km², %n corners</source>
        <translation>
            <numerusform>%1 km², %n vértice</numerusform>
            <numerusform>%1 km², %n vértices</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 changed</source>
        <translation>%1 de %2 con cambios</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>sin cambios</translation>
    </message>
    <message>
        <source>Where the incident is: %1</source>
        <translation>Dónde está el incidente: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n changed inside</source>
        <translation>
            <numerusform>%n cambio dentro</numerusform>
            <numerusform>%n cambios dentro</numerusform>
        </translation>
    </message>
    <message>
        <source>There is more than can be shown here; the counts are right.</source>
        <translation>Hay más de lo que cabe mostrar aquí; los recuentos son correctos.</translation>
    </message>
    <message>
        <source>All people</source>
        <translation>Todas las personas</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>Segment</source>
        <translation>Segmento</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Zona</translation>
    </message>
    <message>
        <source>Withheld</source>
        <translation>Retenidos</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>text</source>
        <translation>texto</translation>
    </message>
    <message>
        <source>subject</source>
        <translation>asunto</translation>
    </message>
    <message>
        <source>script</source>
        <translation>guion</translation>
    </message>
    <message>
        <source>if it turns out wrong</source>
        <translation>si resulta equivocado</translation>
    </message>
    <message>
        <source>subject, if it turns out wrong</source>
        <translation>asunto, si resulta equivocado</translation>
    </message>
    <message>
        <source>Expected restoration</source>
        <translation>Restablecimiento estimado</translation>
    </message>
    <message>
        <source>Earliest restoration</source>
        <translation>Restablecimiento más temprano</translation>
    </message>
    <message>
        <source>Latest restoration</source>
        <translation>Restablecimiento más tardío</translation>
    </message>
    <message>
        <source>incident %1</source>
        <translation>incidente %1</translation>
    </message>
    <message>
        <source>New estimate</source>
        <translation>Estimación nueva</translation>
    </message>
    <message>
        <source>Estimate withdrawn</source>
        <translation>Estimación retirada</translation>
    </message>
    <message>
        <source>%1 later</source>
        <translation>%1 más tarde</translation>
    </message>
    <message>
        <source>%1 earlier</source>
        <translation>%1 antes</translation>
    </message>
    <message>
        <source>other words</source>
        <translation>otras palabras</translation>
    </message>
    <message>
        <source>other values</source>
        <translation>otros valores</translation>
    </message>
    <message>
        <source>other words and values</source>
        <translation>otras palabras y otros valores</translation>
    </message>
    <message>
        <source>Recipients %1 (net %2 of %3)</source>
        <translation>Destinatarios %1 (neto %2 de %3)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln opted out and will not be told</source>
        <translation>
            <numerusform>%Ln se dio de baja y no recibirá aviso</numerusform>
            <numerusform>%Ln se dieron de baja y no recibirán aviso</numerusform>
        </translation>
    </message>
    <message>
        <source>is gone</source>
        <translation>ya no existe</translation>
    </message>
    <message>
        <source>%1 → %2 customers</source>
        <translation>%1 → %2 clientes</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>boundary changed</source>
        <translation>contorno cambiado</translation>
    </message>
    <message>
        <source>other customers in it</source>
        <translation>incluye a otros clientes</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguna</translation>
    </message>
    <message>
        <source> (%1, %2)</source>
        <translation> (%1, %2)</translation>
    </message>
    <message>
        <source>The words were edited since</source>
        <translation>El texto se editó desde entonces</translation>
    </message>
    <message>
        <source>An incident of it is over</source>
        <translation>Uno de sus incidentes terminó</translation>
    </message>
    <message>
        <source>Another version of %1 since</source>
        <translation>Otra versión de %1 desde entonces</translation>
    </message>
    <message>
        <source>over</source>
        <translation>vencido</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
    <message>
        <source>Voice script</source>
        <translation>Guion de voz</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Horas</translation>
    </message>
    <message>
        <source>Who is told</source>
        <translation>A quién se avisa</translation>
    </message>
    <message>
        <source>Delivery</source>
        <translation>Entrega</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Campos</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Reglas</translation>
    </message>
    <message>
        <source>added</source>
        <translation>añadido</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>quitado</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>cambiado</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Opciones</translation>
    </message>
    <message>
        <source>What it replaces</source>
        <translation>Lo que reemplaza</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Canales</translation>
    </message>
    <message>
        <source>How they are chosen</source>
        <translation>Cómo se eligen</translation>
    </message>
    <message>
        <source>%1, another day</source>
        <translation>%1, otro día</translation>
    </message>
    <message>
        <source>%1%2 km²</source>
        <translation>%1%2 km²</translation>
    </message>
    <message>
        <source>%1 · %2: %3 → %4</source>
        <translation>%1 · %2: %3 → %4</translation>
    </message>
    <message>
        <source>Small enough to approve as it was frozen.</source>
        <translation>Es lo bastante poco para aprobarlo tal como se congeló.</translation>
    </message>
    <message>
        <source>You have seen it: it may go as it was frozen, when the others have seen it too.</source>
        <translation>Usted ya lo ha visto: puede salir tal como se congeló cuando los demás también lo hayan visto.</translation>
    </message>
    <message>
        <source>Whoever approves says first that they have seen it; what leaves stays as it was frozen.</source>
        <translation>Quien aprueba dice antes que lo ha visto; lo que sale queda tal como se congeló.</translation>
    </message>
    <message>
        <source>Too much is different to approve it as it was frozen: freeze it anew.</source>
        <translation>Ha cambiado demasiado para aprobarlo tal como se congeló: congélelo de nuevo.</translation>
    </message>
    <message>
        <source>What it is about is no more: it cannot be approved.</source>
        <translation>Aquello de lo que trata ya no existe: no se puede aprobar.</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Bajo</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>Medio</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Alto</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>Bloqueado</translation>
    </message>
    <message>
        <source>Not rated</source>
        <translation>Sin calificar</translation>
    </message>
    <message>
        <source>People told</source>
        <translation>Personas avisadas</translation>
    </message>
    <message>
        <source>Change of the time</source>
        <translation>Cambio de la hora</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Confianza</translation>
    </message>
    <message numerus="yes">
        <source>%Ln people</source>
        <translation>
            <numerusform>%Ln persona</numerusform>
            <numerusform>%Ln personas</numerusform>
        </translation>
    </message>
    <message>
        <source>no change</source>
        <translation>sin cambio</translation>
    </message>
    <message>
        <source>%1 min later</source>
        <translation>%1 min más tarde</translation>
    </message>
    <message>
        <source>%1 min earlier</source>
        <translation>%1 min antes</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>not known, taken as %1</source>
        <translation>no se conoce, se toma como %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Nothing about it is risky.</source>
        <translation>Nada en esto supone riesgo.</translation>
    </message>
    <message>
        <source>Mostly because of %1.</source>
        <translation>Sobre todo por %1.</translation>
    </message>
    <message>
        <source> and </source>
        <translation> y </translation>
    </message>
    <message>
        <source>Must not be sent</source>
        <translation>No debe enviarse</translation>
    </message>
    <message>
        <source>Approved by %1</source>
        <translation>Aprobado por %1</translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation>Lista de comprobación</translation>
    </message>
    <message>
        <source>Leaves in steps: %1</source>
        <translation>Sale por tandas: %1</translation>
    </message>
    <message numerus="yes">
        <source>At most %Ln a minute</source>
        <translation>
            <numerusform>Como mucho %Ln por minuto</numerusform>
            <numerusform>Como mucho %Ln por minuto</numerusform>
        </translation>
    </message>
    <message>
        <source>All %1 keys are turned.</source>
        <translation>Las %1 llaves están giradas.</translation>
    </message>
    <message>
        <source>%1 of %2 keys are turned.</source>
        <translation>%1 de %2 llaves están giradas.</translation>
    </message>
    <message>
        <source>Still needed: %1.</source>
        <translation>Aún falta: %1.</translation>
    </message>
    <message>
        <source>You wrote this version: another person must approve it.</source>
        <translation>Usted escribió esta versión: debe aprobarla otra persona.</translation>
    </message>
    <message>
        <source>You have turned a key already; one person is one key, with whichever account.</source>
        <translation>Usted ya giró una llave; una persona es una llave, con la cuenta que sea.</translation>
    </message>
    <message>
        <source>Somebody else who holds a key has not said yet that they have seen what is different; its author counts too.</source>
        <translation>Otra persona con llave aún no ha dicho que ha visto las diferencias; también cuenta quien la redactó.</translation>
    </message>
    <message>
        <source>Something is different since it was frozen: say first that you have seen it.</source>
        <translation>Algo ha cambiado desde que se congeló: diga antes que lo ha visto.</translation>
    </message>
    <message>
        <source>Too much is different since it was frozen: freeze it anew.</source>
        <translation>Ha cambiado demasiado desde que se congeló: congélelo de nuevo.</translation>
    </message>
    <message>
        <source>What it is about is no more.</source>
        <translation>Aquello de lo que trata ya no existe.</translation>
    </message>
    <message>
        <source>The risk asks for more: see the list.</source>
        <translation>El riesgo exige más: vea la lista.</translation>
    </message>
    <message>
        <source>Your role does not include this.</source>
        <translation>Su función no incluye esto.</translation>
    </message>
    <message>
        <source>This is an older version: look at the new one.</source>
        <translation>Esta es una versión anterior: mire la nueva.</translation>
    </message>
    <message>
        <source>Its time is over.</source>
        <translation>Su plazo venció.</translation>
    </message>
    <message>
        <source>It does not wait any more.</source>
        <translation>Ya no está en espera.</translation>
    </message>
    <message>
        <source>Evidence %1 is new, another or gone</source>
        <translation>La prueba %1 es nueva, es otra o ya no está</translation>
    </message>
    <message>
        <source>Somebody else who holds a key has not said yet that they saw how many this is.</source>
        <translation>Otra persona que tiene una llave aún no dijo que vio cuántas son.</translation>
    </message>
    <message>
        <source>This reaches unusually many people: say first that you saw it.</source>
        <translation>Esto llega a una cantidad inusual de personas: diga primero que lo vio.</translation>
    </message>
    <message>
        <source>Your utility wants this approved from a device that it has attested.</source>
        <translation>Su empresa quiere que esto se apruebe desde un dispositivo que ella haya verificado.</translation>
    </message>
    <message>
        <source>This device is not trusted any more.</source>
        <translation>Este dispositivo ya no es de confianza.</translation>
    </message>
    <message>
        <source>Your security key failed too often: wait ten minutes, or have somebody else approve.</source>
        <translation>Su llave de seguridad falló demasiadas veces: espere diez minutos, o que apruebe otra persona.</translation>
    </message>
</context>
<context>
    <name>Roster</name>
    <message>
        <source>What is missing</source>
        <translation>Lo que falta</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Paso</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Persona</translation>
    </message>
    <message>
        <source>choose somebody</source>
        <translation>elige a alguien</translation>
    </message>
    <message>
        <source>Choose somebody.</source>
        <translation>Elige a alguien.</translation>
    </message>
    <message>
        <source>%1 is no longer here: choose somebody else.</source>
        <translation>%1 ya no está: elige a otra persona.</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>&amp;Step</source>
        <translation>Pa&amp;so</translation>
    </message>
    <message>
        <source>&amp;Person</source>
        <translation>&amp;Persona</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>&amp;Desde</translation>
    </message>
    <message>
        <source>&amp;To</source>
        <translation>&amp;Hasta</translation>
    </message>
    <message>
        <source>Times of %1.</source>
        <translation>Horas de %1.</translation>
    </message>
    <message>
        <source>It ends before it begins.</source>
        <translation>Termina antes de empezar.</translation>
    </message>
    <message>
        <source>Who takes turns, in this order</source>
        <translation>Quiénes se turnan, en este orden</translation>
    </message>
    <message>
        <source>Add a person</source>
        <translation>Agregar una persona</translation>
    </message>
    <message>
        <source>add a person…</source>
        <translation>agregar una persona…</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>&amp;Subir</translation>
    </message>
    <message>
        <source>&amp;Down</source>
        <translation>&amp;Bajar</translation>
    </message>
    <message>
        <source>Take &amp;out</source>
        <translation>&amp;Quitar</translation>
    </message>
    <message>
        <source>Who takes &amp;turns</source>
        <translation>Quiénes se &amp;turnan</translation>
    </message>
    <message>
        <source>Somebody has to take it.</source>
        <translation>Alguien tiene que tomarlo.</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Días</translation>
    </message>
    <message>
        <source>Add a shift</source>
        <translation>Agregar un turno</translation>
    </message>
    <message>
        <source>Change a shift</source>
        <translation>Cambiar un turno</translation>
    </message>
    <message>
        <source>Swap by hand</source>
        <translation>Cambio a mano</translation>
    </message>
    <message>
        <source>&amp;Why</source>
        <translation>&amp;Por qué</translation>
    </message>
    <message>
        <source>People who take turns</source>
        <translation>Personas que se turnan</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Primer día</translation>
    </message>
    <message>
        <source> days</source>
        <translation> días</translation>
    </message>
    <message>
        <source>Length of a turn</source>
        <translation>Duración de un turno</translation>
    </message>
    <message>
        <source>Time of the handover</source>
        <translation>Hora del relevo</translation>
    </message>
    <message>
        <source>&amp;Ends on</source>
        <translation>&amp;Termina el</translation>
    </message>
    <message>
        <source>First day it does not hold</source>
        <translation>Primer día en que ya no vale</translation>
    </message>
    <message>
        <source>&amp;First day</source>
        <translation>Primer &amp;día</translation>
    </message>
    <message>
        <source>A turn &amp;lasts</source>
        <translation>Un turno d&amp;ura</translation>
    </message>
    <message>
        <source>&amp;Handover at</source>
        <translation>&amp;Relevo a las</translation>
    </message>
    <message>
        <source>Choose a day.</source>
        <translation>Elige un día.</translation>
    </message>
    <message>
        <source>Holiday</source>
        <translation>Feriado</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Día</translation>
    </message>
    <message>
        <source>&amp;Day</source>
        <translation>&amp;Día</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Nombre</translation>
    </message>
    <message>
        <source>New team</source>
        <translation>Equipo nuevo</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>Equipo</translation>
    </message>
    <message>
        <source>Time &amp;zone</source>
        <translation>&amp;Zona horaria</translation>
    </message>
    <message>
        <source>&amp;Steps, in the order they are asked</source>
        <translation>&amp;Pasos, en el orden en que se pregunta</translation>
    </message>
    <message>
        <source>The team needs a name.</source>
        <translation>El equipo necesita un nombre.</translation>
    </message>
    <message>
        <source>There is no such time zone.</source>
        <translation>No existe esa zona horaria.</translation>
    </message>
    <message>
        <source>One to ten steps.</source>
        <translation>De uno a diez pasos.</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>Principal</translation>
    </message>
    <message>
        <source>Alternate</source>
        <translation>Suplente</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>nadie</translation>
    </message>
    <message>
        <source>%1 (not active)</source>
        <translation>%1 (inactivo)</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>Cambio</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Turno</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>de %1</translation>
    </message>
    <message numerus="yes">
        <source>every %n day(s) at %1, from %2</source>
        <translation>
            <numerusform>cada día a las %1, desde %2</numerusform>
            <numerusform>cada %n días a las %1, desde %2</numerusform>
        </translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>hasta %1</translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation>Rotación</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>Ausente</translation>
    </message>
    <message>
        <source>Nobody is asked after the first. Choose an alternate.</source>
        <translation>Después del primero no se pregunta a nadie. Elige un suplente.</translation>
    </message>
    <message>
        <source>%1: %2 and %3 both have %4 – %5.</source>
        <translation>%1: %2 y %3 tienen los dos %4 – %5.</translation>
    </message>
    <message>
        <source>%1 ends before it begins.</source>
        <translation>%1 termina antes de empezar.</translation>
    </message>
    <message>
        <source>%1: nobody is set at all. Choose somebody, or take this step out.</source>
        <translation>%1: no hay nadie. Elige a alguien o quita este paso.</translation>
    </message>
    <message>
        <source>%1: nobody from %2 to %3.</source>
        <translation>%1: nadie desde %2 hasta %3.</translation>
    </message>
</context>
<context>
    <name>ScopeWords</name>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>Correo</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>Voz</translation>
    </message>
    <message>
        <source>all channels</source>
        <translation>todos los canales</translation>
    </message>
    <message>
        <source>Advisory</source>
        <translation>Aviso</translation>
    </message>
    <message>
        <source>Minor</source>
        <translation>Leve</translation>
    </message>
    <message>
        <source>Major</source>
        <translation>Grave</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>Crítica</translation>
    </message>
    <message>
        <source>any severity</source>
        <translation>cualquier gravedad</translation>
    </message>
    <message>
        <source>Restoration time</source>
        <translation>Hora de restablecimiento</translation>
    </message>
    <message>
        <source>any content</source>
        <translation>cualquier contenido</translation>
    </message>
    <message>
        <source>everywhere</source>
        <translation>en todas partes</translation>
    </message>
    <message>
        <source>nowhere</source>
        <translation>en ninguna parte</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 y %n más</numerusform>
            <numerusform>%1 y %n más</numerusform>
        </translation>
    </message>
    <message>
        <source>at most %1 recipients</source>
        <translation>como mucho %1 destinatarios</translation>
    </message>
    <message>
        <source>from %1 recipients</source>
        <translation>desde %1 destinatarios</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
</context>
<context>
    <name>SecurityWords</name>
    <message>
        <source>The log</source>
        <translation>El registro</translation>
    </message>
    <message>
        <source>The server&apos;s clock</source>
        <translation>El reloj del servidor</translation>
    </message>
    <message>
        <source>Keys that data is sealed with</source>
        <translation>Claves con que se sellan los datos</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Copias de seguridad</translation>
    </message>
    <message>
        <source>Coming back from a backup</source>
        <translation>Volver desde una copia</translation>
    </message>
    <message>
        <source>People&apos;s hardware keys</source>
        <translation>Llaves de seguridad de las personas</translation>
    </message>
    <message>
        <source>Attempts to sign in</source>
        <translation>Intentos de inicio de sesión</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sesiones</translation>
    </message>
    <message>
        <source>Programs with access</source>
        <translation>Programas con acceso</translation>
    </message>
    <message>
        <source>Directory of people</source>
        <translation>Directorio de personas</translation>
    </message>
    <message>
        <source>Delivery of the log</source>
        <translation>Entrega del registro</translation>
    </message>
    <message>
        <source>Legal holds</source>
        <translation>Retenciones legales</translation>
    </message>
    <message>
        <source>it was never read from beginning to end: check it now</source>
        <translation>nunca se ha leído de principio a fin: compruébelo ahora</translation>
    </message>
    <message>
        <source>its last whole check is %2 old; it should run every day</source>
        <translation>su última comprobación completa fue hace %2; debería hacerse cada día</translation>
    </message>
    <message>
        <source>every entry was read %2 ago and is as it was written</source>
        <translation>todas las entradas se leyeron hace %2 y están como se escribieron</translation>
    </message>
    <message>
        <source>it has been wrong for %2: times in the log are flagged until it is right</source>
        <translation>va mal desde hace %2: las horas del registro quedan marcadas hasta que vaya bien</translation>
    </message>
    <message>
        <source>it has heard no time source for %2</source>
        <translation>no oye ninguna fuente de hora desde hace %2</translation>
    </message>
    <message>
        <source>no alarm is raised</source>
        <translation>ninguna alarma activa</translation>
    </message>
    <message>
        <source>the first ones are in use</source>
        <translation>están en uso las primeras</translation>
    </message>
    <message>
        <source>version %1 should have been followed by the next %2 ago</source>
        <translation>a la versión %1 debió seguirle la próxima hace %2</translation>
    </message>
    <message>
        <source>version %1, %2 old</source>
        <translation>versión %1, de hace %2</translation>
    </message>
    <message>
        <source>none was ever read entry by entry: okctl backup verify</source>
        <translation>ninguna se ha leído entrada por entrada: okctl backup verify</translation>
    </message>
    <message>
        <source>the last one known to be good was read %2 ago</source>
        <translation>la última que se sabe buena se leyó hace %2</translation>
    </message>
    <message>
        <source>the last one was read entry by entry %2 ago</source>
        <translation>la última se leyó entrada por entrada hace %2</translation>
    </message>
    <message>
        <source>nobody has tried: okctl backup drill</source>
        <translation>nadie lo ha probado: okctl backup drill</translation>
    </message>
    <message>
        <source>the last rehearsal, %2 ago, missed its objective</source>
        <translation>el último ensayo, hace %2, no cumplió su objetivo</translation>
    </message>
    <message>
        <source>the last rehearsal was %2 ago</source>
        <translation>el último ensayo fue hace %2</translation>
    </message>
    <message>
        <source>rehearsed %2 ago, within its objective</source>
        <translation>ensayado hace %2, dentro de su objetivo</translation>
    </message>
    <message>
        <source>keys are taken from everywhere for another %2</source>
        <translation>durante %2 más se aceptan llaves desde cualquier lugar</translation>
    </message>
    <message>
        <source>nobody fails again and again</source>
        <translation>nadie falla una y otra vez</translation>
    </message>
    <message>
        <source>none: people are kept here by hand</source>
        <translation>ninguno: las personas se llevan aquí a mano</translation>
    </message>
    <message>
        <source>%3 has not answered since %2: people who left may still be let in</source>
        <translation>%3 no responde desde hace %2: quien se fue aún podría entrar</translation>
    </message>
    <message>
        <source>%3 has taken nothing for %2</source>
        <translation>%3 no recibe nada desde hace %2</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguna</translation>
    </message>
    <message numerus="yes">
        <source>%n damaged place(s) found %2 ago wait for a decision</source>
        <translation>
            <numerusform>%n lugar dañado hallado hace %2 espera una decisión</numerusform>
            <numerusform>%n lugares dañados hallados hace %2 esperan una decisión</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>checked %2 ago; %n known damaged place(s) will stay</source>
        <translation>
            <numerusform>comprobado hace %2; %n lugar dañado conocido se queda</numerusform>
            <numerusform>comprobado hace %2; %n lugares dañados conocidos se quedan</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) went backwards and may have been copied: remove and enrol anew</source>
        <translation>
            <numerusform>%n llave retrocedió y puede estar copiada: quítela y registre una nueva</numerusform>
            <numerusform>%n llaves retrocedieron y pueden estar copiadas: quítelas y registre nuevas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n administrator(s) have no hardware key</source>
        <translation>
            <numerusform>%n administrador no tiene llave de seguridad</numerusform>
            <numerusform>%n administradores no tienen llave de seguridad</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) lack keys that their roles ask for</source>
        <translation>
            <numerusform>a %n persona le faltan llaves que su rol exige</numerusform>
            <numerusform>a %n personas les faltan llaves que sus roles exigen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) have one</source>
        <translation>
            <numerusform>%n persona tiene una</numerusform>
            <numerusform>%n personas tienen una</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n account(s) fail again and again: speak to them, then end their sessions</source>
        <translation>
            <numerusform>%n cuenta falla una y otra vez: hable con esa persona y cierre sus sesiones</numerusform>
            <numerusform>%n cuentas fallan una y otra vez: hable con esas personas y cierre sus sesiones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open session(s) are not bound to a device: whoever has the token has the session</source>
        <translation>
            <numerusform>%n sesión abierta no está ligada a un equipo: quien tenga el token tiene la sesión</numerusform>
            <numerusform>%n sesiones abiertas no están ligadas a un equipo: quien tenga el token tiene la sesión</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open, each bound to its device</source>
        <translation>
            <numerusform>%n abierta, ligada a su equipo</numerusform>
            <numerusform>%n abiertas, cada una ligada a su equipo</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s) end soon, the first in %2: what uses them will stop</source>
        <translation>
            <numerusform>%n token caduca pronto, en %2: lo que lo usa se detendrá</numerusform>
            <numerusform>%n tokens caducan pronto, el primero en %2: lo que los usa se detendrá</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n program(s) have not come for three months: take their access away</source>
        <translation>
            <numerusform>%n programa no ha venido en tres meses: retírele el acceso</numerusform>
            <numerusform>%n programas no han venido en tres meses: retíreles el acceso</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in use</source>
        <translation>
            <numerusform>%n en uso</numerusform>
            <numerusform>%n en uso</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%3 would take the access of %n person(s) away: look, then let it</source>
        <translation>
            <numerusform>%3 retiraría el acceso a %n persona: mire y después permítalo</numerusform>
            <numerusform>%3 retiraría el acceso a %n personas: mire y después permítalo</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n heard, nothing held back</source>
        <translation>
            <numerusform>%n oído, nada retenido</numerusform>
            <numerusform>%n oídos, nada retenido</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n place(s), none has given up</source>
        <translation>
            <numerusform>%n lugar, no ha desistido</numerusform>
            <numerusform>%n lugares, ninguno ha desistido</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in force, the oldest for %2</source>
        <translation>
            <numerusform>%n en vigor, desde hace %2</numerusform>
            <numerusform>%n en vigor, la más antigua desde hace %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Integrity of the log</source>
        <translation>Integridad del registro</translation>
    </message>
    <message>
        <source>Key policy</source>
        <translation>Política de llaves</translation>
    </message>
    <message>
        <source>Where people come from</source>
        <translation>De dónde vienen las personas</translation>
    </message>
    <message>
        <source>Exports</source>
        <translation>Exportaciones</translation>
    </message>
    <message>
        <source>Search the log</source>
        <translation>Buscar en el registro</translation>
    </message>
    <message>
        <source>Act</source>
        <translation>Actuar</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Mirar</translation>
    </message>
    <message>
        <source>In order</source>
        <translation>En orden</translation>
    </message>
</context>
<context>
    <name>Stagger</name>
    <message>
        <source>text messages</source>
        <translation>mensajes de texto</translation>
    </message>
    <message>
        <source>email</source>
        <translation>correo</translation>
    </message>
    <message>
        <source>calls</source>
        <translation>llamadas</translation>
    </message>
    <message>
        <source>the public page</source>
        <translation>la página pública</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>enseguida</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>At once</source>
        <translation>Enseguida</translation>
    </message>
    <message>
        <source>After %1</source>
        <translation>Después de %1</translation>
    </message>
    <message>
        <source>%1: %2, %3 messages</source>
        <translation>%1: %2, %3 mensajes</translation>
    </message>
    <message>
        <source> in %1 batches, the last after %2</source>
        <translation> en %1 tandas, la última después de %2</translation>
    </message>
    <message>
        <source>; then %1 to look</source>
        <translation>; luego %1 para mirar</translation>
    </message>
    <message>
        <source>Ask somebody to look</source>
        <translation>Pedir a alguien que mire</translation>
    </message>
    <message>
        <source>Whom</source>
        <translation>A quién</translation>
    </message>
    <message>
        <source>a word for them; it stands with the request</source>
        <translation>unas palabras para esa persona; quedan con la solicitud</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Palabras</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Pedir</translation>
    </message>
    <message>
        <source>Those who could approve it now.</source>
        <translation>Quienes podrían aprobarlo ahora.</translation>
    </message>
    <message>
        <source>Those who are %1 and could approve it now.</source>
        <translation>Quienes tienen la función %1 y podrían aprobarlo ahora.</translation>
    </message>
    <message>
        <source>&amp;Whom</source>
        <translation>&amp;A quién</translation>
    </message>
    <message>
        <source>Wor&amp;ds</source>
        <translation>Pa&amp;labras</translation>
    </message>
</context>
<context>
    <name>Supersedes</name>
    <message>
        <source>power is back</source>
        <translation>volvió la electricidad</translation>
    </message>
    <message>
        <source>power back by %1</source>
        <translation>electricidad de vuelta a las %1</translation>
    </message>
    <message>
        <source>out, no time yet</source>
        <translation>sin servicio, aún sin hora</translation>
    </message>
    <message>
        <source>%1 customers were told (%2): %3. The new words replace it.</source>
        <translation>Se avisó a %1 clientes (%2): %3. Las nuevas palabras lo reemplazan.</translation>
    </message>
    <message>
        <source>%1 more heard it and are not reached now.</source>
        <translation>Otros %1 lo oyeron y ahora no se les alcanza.</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Your role asks for more security keys than you have. Add them on the server&apos;s sign-in page.</source>
        <translation>Su función pide más llaves de seguridad de las que tiene. Añádalas en la página de inicio de sesión del servidor.</translation>
    </message>
    <message>
        <source>This person has to add security keys before this role can be given.</source>
        <translation>Esta persona debe añadir llaves de seguridad antes de recibir esta función.</translation>
    </message>
    <message>
        <source>You would lose your own roles at once. Add your keys first, or give days of grace.</source>
        <translation>Perdería sus propias funciones de inmediato. Añada antes sus llaves o conceda días de gracia.</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>ahora mismo</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 d %2 h</translation>
    </message>
    <message>
        <source>Unhandled</source>
        <translation>Sin atender</translation>
    </message>
    <message>
        <source>No ETA</source>
        <translation>Sin hora estimada</translation>
    </message>
    <message>
        <source>ETA given</source>
        <translation>Con hora estimada</translation>
    </message>
    <message>
        <source>Restored</source>
        <translation>Restablecido</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Cerrado</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>Web form</source>
        <translation>Formulario web</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <source>Feed</source>
        <translation>Datos de la compañía</translation>
    </message>
    <message>
        <source>Partner</source>
        <translation>Socio</translation>
    </message>
    <message>
        <source>Opened: %1</source>
        <translation>Abierto: %1</translation>
    </message>
    <message>
        <source>Report: %1</source>
        <translation>Aviso: %1</translation>
    </message>
    <message>
        <source>Merged: %1</source>
        <translation>Unido: %1</translation>
    </message>
    <message>
        <source>Split: %1</source>
        <translation>Dividido: %1</translation>
    </message>
    <message>
        <source>Cause set to: %1</source>
        <translation>Causa fijada: %1</translation>
    </message>
    <message>
        <source>Crew note: %1</source>
        <translation>Nota de cuadrilla: %1</translation>
    </message>
    <message>
        <source>ETA: %1</source>
        <translation>Hora estimada: %1</translation>
    </message>
    <message>
        <source>State: %1</source>
        <translation>Estado: %1</translation>
    </message>
    <message>
        <source>Boundary: %1</source>
        <translation>Límite: %1</translation>
    </message>
    <message>
        <source>Utility feed: %1</source>
        <translation>Datos de la compañía: %1</translation>
    </message>
    <message>
        <source>Gone from the utility feed, which does not mean restored: %1</source>
        <translation>Ya no figura en los datos de la compañía, lo que no significa restablecido: %1</translation>
    </message>
    <message>
        <source>Evidence that power is back: %1</source>
        <translation>Indicio de que volvió el servicio: %1</translation>
    </message>
    <message>
        <source>Undone: %1</source>
        <translation>Deshecho: %1</translation>
    </message>
    <message>
        <source>Opened again: %1</source>
        <translation>Abierto de nuevo: %1</translation>
    </message>
    <message>
        <source>Message: %1</source>
        <translation>Mensaje: %1</translation>
    </message>
    <message>
        <source>Approval: %1</source>
        <translation>Aprobación: %1</translation>
    </message>
    <message>
        <source>Restored: %1</source>
        <translation>Restablecido: %1</translation>
    </message>
    <message>
        <source>Closed: %1</source>
        <translation>Cerrado: %1</translation>
    </message>
    <message>
        <source>Incident %1</source>
        <translation>Incidente %1</translation>
    </message>
    <message>
        <source>%1. Incident %2, %3 customers out, %4.</source>
        <translation>%1. Incidente %2, %3 clientes sin servicio, %4.</translation>
    </message>
    <message>
        <source>Estimated restoration %1.</source>
        <translation>Restablecimiento estimado %1.</translation>
    </message>
    <message>
        <source>Cause: %1.</source>
        <translation>Causa: %1.</translation>
    </message>
    <message>
        <source>Began %1 ago.</source>
        <translation>Empezó hace %1.</translation>
    </message>
    <message>
        <source>Send messages</source>
        <translation>Enviar mensajes</translation>
    </message>
    <message>
        <source>Change ETA</source>
        <translation>Cambiar hora estimada</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>Released</source>
        <translation>Liberado</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Rechazado</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Caducado</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>Retirado</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Borrador</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>Enviando</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Enviados</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Detenido</translation>
    </message>
    <message>
        <source>Withheld (drill)</source>
        <translation>Retenido (simulacro)</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Hecho.</translation>
    </message>
    <message>
        <source>Not connected: kept here and sent when the server answers.</source>
        <translation>Sin conexión: se guarda aquí y se envía cuando el servidor responda.</translation>
    </message>
    <message>
        <source>A second person must release this. It is waiting under Approvals.</source>
        <translation>Una segunda persona debe liberarlo. Espera en Aprobaciones.</translation>
    </message>
    <message>
        <source>Your role does not allow this. Ask a supervisor.</source>
        <translation>Su función no lo permite. Pregunte a un supervisor.</translation>
    </message>
    <message>
        <source>Somebody changed this while you worked. Look at the new state and try again.</source>
        <translation>Alguien lo cambió mientras usted trabajaba. Mire el estado nuevo e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>You asked for this yourself; another person must release it.</source>
        <translation>Lo solicitó usted; debe liberarlo otra persona.</translation>
    </message>
    <message>
        <source>Not connected: sending messages and changing ETAs cannot wait in a queue. Try again when connected.</source>
        <translation>Sin conexión: enviar mensajes y cambiar horas estimadas no puede esperar en una cola. Inténtelo con conexión.</translation>
    </message>
    <message>
        <source>This incident is gone, perhaps merged into another. Search the list for its place.</source>
        <translation>Este incidente ya no está; quizá se unió a otro. Busque su lugar en la lista.</translation>
    </message>
    <message>
        <source>This step cannot be undone any more: something later depends on it.</source>
        <translation>Este paso ya no se puede deshacer: algo posterior depende de él.</translation>
    </message>
    <message>
        <source>The server refused: %1 (%2)</source>
        <translation>El servidor lo rechazó: %1 (%2)</translation>
    </message>
    <message>
        <source>%1 %2 asked for it</source>
        <translation>%1 %2 lo pidió</translation>
    </message>
    <message>
        <source>%1 %2 approved</source>
        <translation>%1 %2 aprobó</translation>
    </message>
    <message>
        <source>%1 %2 refused: %3</source>
        <translation>%1 %2 rechazó: %3</translation>
    </message>
    <message>
        <source>%1 nobody answered: %2 may approve too</source>
        <translation>%1 nadie respondió: %2 también puede aprobar</translation>
    </message>
    <message>
        <source>%1 %2 asks %3: %4</source>
        <translation>%1 %2 pregunta a %3: %4</translation>
    </message>
    <message>
        <source>Left undone: no reason was given.</source>
        <translation>No se hizo: no se dio un motivo.</translation>
    </message>
    <message>
        <source>You have approved this already; another person has to, too.</source>
        <translation>Usted ya lo ha aprobado; falta otra persona.</translation>
    </message>
    <message>
        <source>Your utility wants this approved by another role than yours.</source>
        <translation>Su compañía quiere que lo apruebe otra función que la suya.</translation>
    </message>
    <message>
        <source>This was decided already. Look at it again.</source>
        <translation>Esto ya se decidió. Mírelo de nuevo.</translation>
    </message>
    <message>
        <source>%1 %2 writes: %3</source>
        <translation>%1 %2 escribe: %3</translation>
    </message>
    <message>
        <source>%1 paused: not approved in time, it leaves when it is released</source>
        <translation>%1 en pausa: no se aprobó a tiempo, sale cuando se libere</translation>
    </message>
    <message>
        <source>%1 %2 asks for an emergency override: %3</source>
        <translation>%1 %2 pide una excepción de emergencia: %3</translation>
    </message>
    <message>
        <source>%1 %2 confirmed the emergency override</source>
        <translation>%1 %2 confirmó la excepción de emergencia</translation>
    </message>
    <message>
        <source>%1 nobody confirmed the emergency override: it waits as before</source>
        <translation>%1 nadie confirmó la excepción de emergencia: sigue esperando como antes</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fallida</translation>
    </message>
    <message>
        <source>Outdated: what it was about is no more</source>
        <translation>Sin vigencia: aquello de lo que trataba ya no existe</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>Retirado</translation>
    </message>
    <message>
        <source>You have approved this already, with this account or another; another person has to, too.</source>
        <translation>Usted ya lo ha aprobado, con esta cuenta o con otra; falta otra persona.</translation>
    </message>
    <message>
        <source>Members of your group cannot approve this.</source>
        <translation>Los miembros de su grupo no pueden aprobar esto.</translation>
    </message>
    <message>
        <source>Somebody of another role has to approve this.</source>
        <translation>Debe aprobarlo alguien con otra función.</translation>
    </message>
    <message>
        <source>Somebody of another team has to approve this.</source>
        <translation>Debe aprobarlo alguien de otro equipo.</translation>
    </message>
    <message>
        <source>There is a newer version of this request: look at it.</source>
        <translation>Hay una versión más nueva de esta solicitud: mírela.</translation>
    </message>
    <message>
        <source>Too much has changed since this was asked for: freeze it anew.</source>
        <translation>Ha cambiado demasiado desde que se solicitó: congélelo de nuevo.</translation>
    </message>
    <message>
        <source>What this is about is no more: withdraw it, or ask anew.</source>
        <translation>Aquello de lo que trata ya no existe: anúlela o solicítela de nuevo.</translation>
    </message>
    <message>
        <source>Something changed since this was asked for: everybody who approves it has to say that they saw it.</source>
        <translation>Algo cambió desde que se solicitó: todos los que aprueban deben decir que lo vieron.</translation>
    </message>
    <message>
        <source>More has changed since you looked: look again.</source>
        <translation>Ha cambiado algo más desde que usted miró: mire de nuevo.</translation>
    </message>
    <message>
        <source>Your utility lets nothing out that is as risky as this: make it smaller, or split it.</source>
        <translation>Su compañía no deja salir nada con tanto riesgo: redúzcalo o divídalo.</translation>
    </message>
    <message>
        <source>What this risk asks for is not done yet.</source>
        <translation>Lo que este riesgo exige aún no está hecho.</translation>
    </message>
    <message>
        <source>Some of these customers would be told two different things: another message to them has not left yet, or says newer words. Cancel it, wait, or draft anew.</source>
        <translation>A algunos de estos clientes se les dirían dos cosas distintas: otro mensaje para ellos aún no ha salido o dice algo más reciente. Anúlelo, espere o redacte de nuevo.</translation>
    </message>
    <message>
        <source>Its correction was not released with it: draft an update.</source>
        <translation>Su corrección no se liberó con él: redacte un aviso.</translation>
    </message>
    <message>
        <source>It was released without a correction: draft an update.</source>
        <translation>Se liberó sin corrección: redacte un aviso.</translation>
    </message>
    <message>
        <source>Comment: %1</source>
        <translation>Comentario: %1</translation>
    </message>
    <message>
        <source>Override forbidden by policy.</source>
        <translation>La política prohíbe esta excepción.</translation>
    </message>
    <message>
        <source>Your utility wants this approved from a device that it has attested.</source>
        <translation>Su empresa quiere que esto se apruebe desde un dispositivo que ella haya verificado.</translation>
    </message>
    <message>
        <source>This device is not trusted any more.</source>
        <translation>Este dispositivo ya no es de confianza.</translation>
    </message>
    <message>
        <source>Your security key failed too often: wait ten minutes, or have somebody else approve.</source>
        <translation>Su llave de seguridad falló demasiadas veces: espere diez minutos, o que apruebe otra persona.</translation>
    </message>
    <message>
        <source>This reaches unusually many people: everybody who approves it has to say that they saw it.</source>
        <translation>Esto llega a una cantidad inusual de personas: cada quien que lo aprueba debe decir que lo vio.</translation>
    </message>
</context>
<context>
    <name>ok::app::AlarmBanner</name>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Acknowledge…</source>
        <translation>Tomar nota…</translation>
    </message>
    <message>
        <source>Do not trust this server: its log is not the one this console has seen. %1 The console has stopped following it.</source>
        <translation>No se fíe de este servidor: su registro no es el que esta consola ha visto. %1 La consola ha dejado de seguirlo.</translation>
    </message>
</context>
<context>
    <name>ok::app::AlarmDialog</name>
    <message>
        <source>Check &amp;again from where everything fitted (the server has been repaired)</source>
        <translation>Comprobar &amp;de nuevo desde donde todo cuadraba (el servidor fue reparado)</translation>
    </message>
    <message>
        <source>&amp;Forget what this console has seen and believe the server&apos;s log from now on</source>
        <translation>&amp;Olvidar lo que esta consola ha visto y creer desde ahora al registro del servidor</translation>
    </message>
    <message>
        <source>The log does not fit</source>
        <translation>El registro no cuadra</translation>
    </message>
    <message>
        <source>&amp;Save evidence…</source>
        <translation>&amp;Guardar pruebas…</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>Tomar nota</translation>
    </message>
    <message>
        <source>What you know, and whom you have told</source>
        <translation>Qué sabe y a quién ha avisado</translation>
    </message>
    <message>
        <source>Found %1 in the stream %2 (%3).</source>
        <translation>Hallado el %1 en el flujo %2 (%3).</translation>
    </message>
    <message>
        <source>Save the evidence and tell your security officer before you go on. What do you know, and whom have you told?</source>
        <translation>Guarde las pruebas y avise a su responsable de seguridad antes de seguir. ¿Qué sabe y a quién ha avisado?</translation>
    </message>
    <message numerus="yes">
        <source>Write at least %n more character(s).</source>
        <translation>
            <numerusform>Escriba al menos %n carácter más.</numerusform>
            <numerusform>Escriba al menos %n caracteres más.</numerusform>
        </translation>
    </message>
    <message>
        <source>After this the console cannot show any more that history was changed before today. The evidence stays in its list.</source>
        <translation>Después la consola ya no puede mostrar que la historia cambió antes de hoy. Las pruebas quedan en su lista.</translation>
    </message>
    <message>
        <source>If it still does not fit, the alarm comes back.</source>
        <translation>Si sigue sin cuadrar, la alarma vuelve.</translation>
    </message>
</context>
<context>
    <name>ok::app::ApprovalsModel</name>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>Solicitado por</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Tiempo restante</translation>
    </message>
    <message>
        <source>Waiting (%1 of %2)</source>
        <translation>En espera (%1 de %2)</translation>
    </message>
    <message>
        <source>you</source>
        <translation>usted</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Riesgo</translation>
    </message>
    <message>
        <source>Asked: step</source>
        <translation>Consulta: paso</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versión</translation>
    </message>
    <message>
        <source>Emergency asked for</source>
        <translation>Emergencia solicitada</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Espera</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Prioridad</translation>
    </message>
    <message>
        <source>Next step at</source>
        <translation>Próximo paso</translation>
    </message>
    <message>
        <source>Looked at</source>
        <translation>Visto por</translation>
    </message>
    <message>
        <source>Asked now</source>
        <translation>Se pregunta a</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>paso %1 de %2</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>en espera</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>todavía no</translation>
    </message>
</context>
<context>
    <name>ok::app::ApprovalsPanel</name>
    <message>
        <source>Pick a row to see exactly what will happen.</source>
        <translation>Elija una fila para ver exactamente qué ocurrirá.</translation>
    </message>
    <message>
        <source>Decided: %1.</source>
        <translation>Decidido: %1.</translation>
    </message>
    <message>
        <source>Self-approval not permitted per policy: you asked for this, another person must release it.</source>
        <translation>La política no permite aprobarse a sí mismo: usted lo pidió, otra persona debe liberarlo.</translation>
    </message>
    <message>
        <source>C&amp;omment</source>
        <translation>C&amp;omentar</translation>
    </message>
    <message>
        <source>Two people let the message leave at once, without its approvals</source>
        <translation>Dos personas dejan salir el mensaje de inmediato, sin sus aprobaciones</translation>
    </message>
    <message>
        <source>Confirm &amp;emergency</source>
        <translation>Confirmar &amp;emergencia</translation>
    </message>
    <message>
        <source>&amp;Emergency…</source>
        <translation>&amp;Emergencia…</translation>
    </message>
    <message>
        <source>The request</source>
        <translation>La solicitud</translation>
    </message>
    <message>
        <source>WHO COULD, AND WHOM IT REACHES</source>
        <translation>QUIÉN PODRÍA Y A QUIÉN LLEGA</translation>
    </message>
    <message>
        <source>THE REQUEST</source>
        <translation>LA SOLICITUD</translation>
    </message>
    <message>
        <source>&amp;Approve</source>
        <translation>A&amp;probar</translation>
    </message>
    <message>
        <source>Turns your key for exactly what is shown</source>
        <translation>Gira su llave exactamente para lo que se muestra</translation>
    </message>
    <message>
        <source>Re&amp;ject…</source>
        <translation>&amp;Rechazar…</translation>
    </message>
    <message>
        <source>Cance&amp;l request…</source>
        <translation>Anu&amp;lar solicitud…</translation>
    </message>
    <message>
        <source>&amp;Back into the desk</source>
        <translation>&amp;Volver a la mesa</translation>
    </message>
    <message>
        <source>Own &amp;window</source>
        <translation>A&amp;brir en ventana</translation>
    </message>
    <message>
        <source>Puts the review back under the map</source>
        <translation>Devuelve la revisión a su lugar bajo el mapa</translation>
    </message>
    <message>
        <source>Gives the review a large window of its own</source>
        <translation>Da a la revisión una ventana grande propia</translation>
    </message>
    <message numerus="yes">
        <source>Asked by %1. After your key, %n more is needed.</source>
        <translation>
            <numerusform>Solicitado por %1. Tras su llave falta %n más.</numerusform>
            <numerusform>Solicitado por %1. Tras su llave faltan %n más.</numerusform>
        </translation>
    </message>
    <message>
        <source>Asked by %1. It runs as soon as you approve it.</source>
        <translation>Solicitado por %1. Se ejecuta en cuanto usted lo apruebe.</translation>
    </message>
    <message>
        <source>%1 %2 may approve too, if nobody answers before</source>
        <translation>%1 %2 también puede aprobar, si nadie responde antes</translation>
    </message>
    <message>
        <source>Close this notice (Esc)</source>
        <translation>Cerrar este aviso (Esc)</translation>
    </message>
    <message>
        <source>Close this notice</source>
        <translation>Cerrar este aviso</translation>
    </message>
    <message>
        <source>As&amp;k…</source>
        <translation>&amp;Pedir…</translation>
    </message>
    <message>
        <source>Asks one of those whose approval is missing to look at it; they get a mail with a link</source>
        <translation>Pide a una de las personas cuya aprobación falta que lo mire; recibe un correo con un enlace</translation>
    </message>
    <message>
        <source>Your decision is on its way.</source>
        <translation>Tu decisión va en camino.</translation>
    </message>
    <message>
        <source>Nobody else could approve it now.</source>
        <translation>Nadie más podría aprobarlo ahora.</translation>
    </message>
    <message numerus="yes">
        <source>%n more incident(s) it is about are not yours to see.</source>
        <translation>
            <numerusform>Otro incidente del que trata no es para su vista.</numerusform>
            <numerusform>Otros %n incidentes de los que trata no son para su vista.</numerusform>
        </translation>
    </message>
    <message>
        <source>please look at this</source>
        <translation>por favor, mire esto</translation>
    </message>
    <message>
        <source>%1 was asked to look.</source>
        <translation>Se pidió a %1 que lo mire.</translation>
    </message>
    <message>
        <source>%1 could not be asked: %2</source>
        <translation>No se pudo pedir a %1: %2</translation>
    </message>
</context>
<context>
    <name>ok::app::AreaMap</name>
    <message numerus="yes">
        <source>drawing, %n corner(s)</source>
        <translation>
            <numerusform>dibujando, %n esquina</numerusform>
            <numerusform>dibujando, %n esquinas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n territory(ies) chosen</source>
        <translation>
            <numerusform>%n territorio elegido</numerusform>
            <numerusform>%n territorios elegidos</numerusform>
        </translation>
    </message>
    <message>
        <source>Map of the territories: %1</source>
        <translation>Mapa de los territorios: %1</translation>
    </message>
    <message>
        <source>Arrows move the crosshair, Space chooses a territory or sets a corner, Enter closes the shape, Backspace takes a corner back, plus and minus zoom</source>
        <translation>Las flechas mueven la cruz, Espacio elige un territorio o pone una esquina, Intro cierra la forma, Retroceso quita una esquina, más y menos acercan y alejan</translation>
    </message>
</context>
<context>
    <name>ok::app::AssignmentDialog</name>
    <message>
        <source>Give and take roles</source>
        <translation>Dar y quitar funciones</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personas</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Grupos</translation>
    </message>
    <message>
        <source>the whole role</source>
        <translation>la función completa</translation>
    </message>
    <message>
        <source>only within…</source>
        <translation>solo dentro de…</translation>
    </message>
    <message>
        <source>without end</source>
        <translation>sin fin</translation>
    </message>
    <message>
        <source>for 8 hours</source>
        <translation>8 horas</translation>
    </message>
    <message>
        <source>for 24 hours</source>
        <translation>24 horas</translation>
    </message>
    <message>
        <source>for 7 days</source>
        <translation>7 días</translation>
    </message>
    <message>
        <source>for 30 days</source>
        <translation>30 días</translation>
    </message>
    <message>
        <source>One id a line</source>
        <translation>Un id por línea</translation>
    </message>
    <message>
        <source>&amp;Whom</source>
        <translation>&amp;A quién</translation>
    </message>
    <message>
        <source>&amp;Ids</source>
        <translation>&amp;Ids</translation>
    </message>
    <message>
        <source>&amp;Give role</source>
        <translation>&amp;Dar función</translation>
    </message>
    <message>
        <source>&amp;Take role</source>
        <translation>&amp;Quitar función</translation>
    </message>
    <message>
        <source>&amp;How far</source>
        <translation>&amp;Hasta dónde</translation>
    </message>
    <message>
        <source>H&amp;ow long</source>
        <translation>&amp;Cuánto tiempo</translation>
    </message>
    <message>
        <source>Put into the draft</source>
        <translation>Poner en el borrador</translation>
    </message>
    <message>
        <source>Choose a role to give, a role to take, or both.</source>
        <translation>Elija una función que dar, una que quitar, o ambas.</translation>
    </message>
    <message>
        <source>Give and take are the same role.</source>
        <translation>Se da y se quita la misma función.</translation>
    </message>
    <message>
        <source>Write at least one id.</source>
        <translation>Escriba al menos un id.</translation>
    </message>
</context>
<context>
    <name>ok::app::AssignmentsPage</name>
    <message>
        <source>does not have the role %1</source>
        <translation>no tiene la función %1</translation>
    </message>
    <message>
        <source>has the role %1 already</source>
        <translation>ya tiene la función %1</translation>
    </message>
    <message>
        <source>has it from a directory; change it there</source>
        <translation>la tiene por un directorio; cámbiela allí</translation>
    </message>
    <message>
        <source>Assignments</source>
        <translation>Asignaciones</translation>
    </message>
    <message>
        <source>Who has which role, how far, and for how long. Select several to change them together.</source>
        <translation>Quién tiene qué función, hasta dónde y cuánto tiempo. Elija varias para cambiarlas juntas.</translation>
    </message>
    <message>
        <source>&amp;Give and take roles…</source>
        <translation>&amp;Dar y quitar funciones…</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Quitar</translation>
    </message>
    <message>
        <source>Search a person, group or role</source>
        <translation>Buscar una persona, grupo o función</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Función</translation>
    </message>
    <message>
        <source>How far</source>
        <translation>Hasta dónde</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>Kept by</source>
        <translation>La lleva</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Por qué</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Resultados</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Progreso</translation>
    </message>
    <message>
        <source>Roles are given to people directly or by the rules of a directory so far.
Make a draft to assign them here.</source>
        <translation>Hasta ahora las funciones se dan directamente o por las reglas de un directorio.
Haga un borrador para asignarlas aquí.</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>grupo %1</translation>
    </message>
    <message>
        <source>the whole role</source>
        <translation>la función completa</translation>
    </message>
    <message>
        <source>without end</source>
        <translation>sin fin</translation>
    </message>
    <message>
        <source>hand</source>
        <translation>a mano</translation>
    </message>
    <message>
        <source>Select assignments first.</source>
        <translation>Elija primero asignaciones.</translation>
    </message>
    <message>
        <source>Success</source>
        <translation>Hecho</translation>
    </message>
    <message>
        <source>Failure</source>
        <translation>Fallo</translation>
    </message>
    <message>
        <source>%1 of %2 changed in the draft. Save it, then ask for its review.</source>
        <translation>%1 de %2 cambiadas en el borrador. Guárdelo y pida su revisión.</translation>
    </message>
</context>
<context>
    <name>ok::app::BackupsPage</name>
    <message>
        <source>%1 ago</source>
        <translation>hace %1</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nunca</translation>
    </message>
    <message>
        <source>%1 (another file!)</source>
        <translation>%1 (¡otro archivo!)</translation>
    </message>
    <message>
        <source>NOT VALID</source>
        <translation>NO VÁLIDA</translation>
    </message>
    <message>
        <source>%1 ago, %2 s</source>
        <translation>hace %1, %2 s</translation>
    </message>
    <message>
        <source>missed its objective</source>
        <translation>no cumplió su objetivo</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Copias de seguridad</translation>
    </message>
    <message>
        <source>What was made, verified and rehearsed. Backups are made on the server with okctl.</source>
        <translation>Lo que se hizo, se verificó y se ensayó. Las copias se hacen en el servidor con okctl.</translation>
    </message>
    <message>
        <source>LAST VERIFIED</source>
        <translation>ÚLTIMA VERIFICADA</translation>
    </message>
    <message>
        <source>LAST MADE</source>
        <translation>ÚLTIMA HECHA</translation>
    </message>
    <message>
        <source>LAST REHEARSAL</source>
        <translation>ÚLTIMO ENSAYO</translation>
    </message>
    <message>
        <source>WHAT AN ANSWER OUTLIVES</source>
        <translation>A QUÉ SOBREVIVE UNA RESPUESTA</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>aún sin leer</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>Copia</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>De</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>Hecha por</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Verificada</translation>
    </message>
    <message>
        <source>Rehearsed</source>
        <translation>Ensayada</translation>
    </message>
    <message>
        <source>Copies at</source>
        <translation>Copias en</translation>
    </message>
    <message>
        <source>No backup is known.
Make one on the server: okctl backup create.</source>
        <translation>No se conoce ninguna copia.
Haga una en el servidor: okctl backup create.</translation>
    </message>
    <message>
        <source>The server&apos;s answer cannot be read: %1</source>
        <translation>No se puede leer la respuesta del servidor: %1</translation>
    </message>
    <message>
        <source>no backup was read entry by entry</source>
        <translation>ninguna copia se leyó entrada por entrada</translation>
    </message>
    <message>
        <source>verify a newer one</source>
        <translation>verifique una más nueva</translation>
    </message>
    <message>
        <source>every entry was read</source>
        <translation>se leyó cada entrada</translation>
    </message>
    <message>
        <source>%1 in the catalogue</source>
        <translation>%1 en el catálogo</translation>
    </message>
    <message>
        <source>restore one to nowhere: okctl backup drill</source>
        <translation>restaure una a ninguna parte: okctl backup drill</translation>
    </message>
    <message>
        <source>back in %1 s</source>
        <translation>de vuelta en %1 s</translation>
    </message>
    <message>
        <source>its objective was missed</source>
        <translation>no se cumplió su objetivo</translation>
    </message>
    <message>
        <source>Region %1</source>
        <translation>Región %1</translation>
    </message>
</context>
<context>
    <name>ok::app::BodyDialog</name>
    <message>
        <source>%1, version %2</source>
        <translation>%1, versión %2</translation>
    </message>
    <message>
        <source>Content as JSON</source>
        <translation>Contenido como JSON</translation>
    </message>
    <message>
        <source>Why? Reviewers and auditors read this.</source>
        <translation>¿Por qué? Lo leen quienes revisan y auditan.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>&amp;Save the draft</source>
        <translation>&amp;Guardar el borrador</translation>
    </message>
    <message>
        <source>Save the draft</source>
        <translation>Guardar el borrador</translation>
    </message>
    <message>
        <source>Line %1: this is not JSON.</source>
        <translation>Línea %1: esto no es JSON.</translation>
    </message>
</context>
<context>
    <name>ok::app::CalibrationView</name>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>is not sent at all</source>
        <translation>no se envía</translation>
    </message>
    <message>
        <source>approval by %1</source>
        <translation>aprobación de %1</translation>
    </message>
    <message>
        <source>checklist %1</source>
        <translation>lista de comprobación %1</translation>
    </message>
    <message>
        <source>leaves in steps (%1)</source>
        <translation>sale por tandas (%1)</translation>
    </message>
    <message>
        <source>at most %1 texts a minute</source>
        <translation>como mucho %1 mensajes de texto por minuto</translation>
    </message>
    <message>
        <source>&amp;Try it</source>
        <translation>&amp;Probar</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>Guardar como CSV…</translation>
    </message>
    <message>
        <source>Save as picture…</source>
        <translation>Guardar como imagen…</translation>
    </message>
    <message>
        <source>Bring into force step by step…</source>
        <translation>Poner en vigor paso a paso…</translation>
    </message>
    <message>
        <source>Take back…</source>
        <translation>Retirar…</translation>
    </message>
    <message>
        <source>Band</source>
        <translation>Nivel</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Reglas</translation>
    </message>
    <message>
        <source>Sends</source>
        <translation>Envíos</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Retenidos</translation>
    </message>
    <message>
        <source>Corrected per 1,000</source>
        <translation>Corregidos por cada 1000</translation>
    </message>
    <message>
        <source>Half leave within</source>
        <translation>La mitad sale en</translation>
    </message>
    <message>
        <source>Nine of ten within</source>
        <translation>Nueve de diez en</translation>
    </message>
    <message>
        <source>What is asked for</source>
        <translation>Qué se exige</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>En vigor</translation>
    </message>
    <message>
        <source>This version</source>
        <translation>Esta versión</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Cambio</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Canales</translation>
    </message>
    <message>
        <source>Score now</source>
        <translation>Puntuación actual</translation>
    </message>
    <message>
        <source>Score then</source>
        <translation>Puntuación con esta</translation>
    </message>
    <message>
        <source>What would be asked</source>
        <translation>Qué se exigiría</translation>
    </message>
    <message>
        <source>Because of</source>
        <translation>Debido a</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>all bands</source>
        <translation>todos los niveles</translation>
    </message>
    <message>
        <source>to</source>
        <translation>hasta</translation>
    </message>
    <message>
        <source>Bands, in force and with this version</source>
        <translation>Niveles, en vigor y con esta versión</translation>
    </message>
    <message>
        <source>What was sent, judged by both</source>
        <translation>Lo enviado, juzgado por ambas</translation>
    </message>
    <message>
        <source>Choose a period and press Try it: what was sent then is judged by this version. Nothing is changed.</source>
        <translation>Elija un período y pulse Probar: lo que se envió entonces se juzga por esta versión. No cambia nada.</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>Calculando…</translation>
    </message>
    <message>
        <source>%1 sends. Held in force: %2, with this version: %3. Only this version would hold %4, only what is in force %5.</source>
        <translation>%1 envíos. Retenidos con lo vigente: %2, con esta versión: %3. Solo esta versión retendría %4, solo lo vigente %5.</translation>
    </message>
    <message>
        <source>in force</source>
        <translation>en vigor</translation>
    </message>
    <message>
        <source>this version</source>
        <translation>esta versión</translation>
    </message>
    <message>
        <source>new</source>
        <translation>nuevo</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nada</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Guardado como %1.</translation>
    </message>
    <message>
        <source>Could not write %1.</source>
        <translation>No se pudo escribir %1.</translation>
    </message>
    <message>
        <source>Version %1 judges %2 % of the sends, version %3 the others.</source>
        <translation>La versión %1 juzga el %2 % de los envíos; la versión %3, los demás.</translation>
    </message>
    <message>
        <source>Version %1 was taken back: %2.</source>
        <translation>La versión %1 se retiró: %2.</translation>
    </message>
    <message>
        <source>One version judges every send.</source>
        <translation>Una sola versión juzga todos los envíos.</translation>
    </message>
    <message>
        <source>Another version is coming into force already.</source>
        <translation>Otra versión ya está entrando en vigor.</translation>
    </message>
    <message>
        <source>Only an approved version can come into force.</source>
        <translation>Solo una versión aprobada puede entrar en vigor.</translation>
    </message>
    <message>
        <source>No version is coming into force.</source>
        <translation>Ninguna versión está entrando en vigor.</translation>
    </message>
    <message>
        <source>It judges the first sends.</source>
        <translation>Ya juzga los primeros envíos.</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Retirar</translation>
    </message>
    <message>
        <source>What is in force judges every send again, from the next one on. Why?</source>
        <translation>Lo que está en vigor vuelve a juzgar todos los envíos desde el próximo. ¿Por qué?</translation>
    </message>
    <message>
        <source>Taken back.</source>
        <translation>Retirada.</translation>
    </message>
    <message>
        <source>Held only by this version</source>
        <translation>Retenidos solo por esta versión</translation>
    </message>
    <message>
        <source>Held only by what is in force</source>
        <translation>Retenidos solo por lo que está en vigor</translation>
    </message>
    <message>
        <source>Stage %1 of %2; it judged %3 of %4 sends so far.</source>
        <translation>Etapa %1 de %2; juzgó %3 de %4 envíos hasta ahora.</translation>
    </message>
</context>
<context>
    <name>ok::app::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>Paleta de órdenes</translation>
    </message>
    <message>
        <source>Type a command</source>
        <translation>Escriba una orden</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Orden</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Órdenes</translation>
    </message>
    <message>
        <source>%1, shortcut %2</source>
        <translation>%1, atajo %2</translation>
    </message>
    <message>
        <source>Why not</source>
        <translation>Por qué no</translation>
    </message>
    <message>
        <source>Not possible now.</source>
        <translation>No es posible ahora.</translation>
    </message>
    <message>
        <source>%1, not available</source>
        <translation>%1, no disponible</translation>
    </message>
</context>
<context>
    <name>ok::app::CommentsView</name>
    <message>
        <source>Se&amp;nd comment</source>
        <translation>E&amp;nviar comentario</translation>
    </message>
    <message>
        <source>Do not change</source>
        <translation>No cambiar</translation>
    </message>
    <message>
        <source>Comments</source>
        <translation>Comentarios</translation>
    </message>
    <message>
        <source>Write a comment (c); @login or @team tells somebody</source>
        <translation>Escribe un comentario (c); @usuario o @equipo avisa a alguien</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Comentario</translation>
    </message>
    <message>
        <source>Everybody who reviews this request reads it. It decides nothing.</source>
        <translation>Lo lee todo el que revisa esta solicitud. No decide nada.</translation>
    </message>
    <message>
        <source>COMMENTS</source>
        <translation>COMENTARIOS</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>you</source>
        <translation>usted</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>cambiado</translation>
    </message>
    <message>
        <source>change (%1 left)</source>
        <translation>cambiar (quedan %1)</translation>
    </message>
    <message>
        <source>change, keeping what it said</source>
        <translation>cambiar, conservando lo anterior</translation>
    </message>
    <message>
        <source>Nobody has written anything.</source>
        <translation>Nadie ha escrito nada.</translation>
    </message>
    <message>
        <source>It does not wait any more.</source>
        <translation>Ya no está en espera.</translation>
    </message>
    <message>
        <source>It is being sent.</source>
        <translation>Se está enviando.</translation>
    </message>
    <message>
        <source>Write something first.</source>
        <translation>Escribe algo primero.</translation>
    </message>
    <message>
        <source>Cha&amp;nge comment</source>
        <translation>Ca&amp;mbiar comentario</translation>
    </message>
    <message>
        <source>Your comment is changed.</source>
        <translation>Tu comentario cambió.</translation>
    </message>
    <message>
        <source>Everybody who reviews it reads your comment.</source>
        <translation>Todo el que la revise lee tu comentario.</translation>
    </message>
</context>
<context>
    <name>ok::app::ConsoleSecretStore</name>
    <message>
        <source>it does not give back what it was given</source>
        <translation>no devuelve lo que se le dio</translation>
    </message>
    <message>
        <source>This computer has no keychain that works (%1). What you are signed in with is kept in memory only: after closing the console you sign in again.</source>
        <translation>Este equipo no tiene un llavero que funcione (%1). Su sesión se guarda solo en memoria: tras cerrar la consola tendrá que entrar de nuevo.</translation>
    </message>
    <message>
        <source>no reason given</source>
        <translation>sin motivo indicado</translation>
    </message>
</context>
<context>
    <name>ok::app::ConsoleSession</name>
    <message>
        <source>Sign in with your organisation</source>
        <translation>Iniciar sesión con su organización</translation>
    </message>
    <message>
        <source>Identity provider</source>
        <translation>Proveedor de identidad</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>The session has ended.</source>
        <translation>La sesión ha terminado.</translation>
    </message>
    <message>
        <source>the session has ended, sign in again</source>
        <translation>la sesión ha terminado, vuelva a iniciarla</translation>
    </message>
    <message>
        <source>Another utility</source>
        <translation>Otra compañía</translation>
    </message>
    <message>
        <source>If nobody told you that this server was set up anew, do not go on: tell your administrator. What this console knows as a witness of the old log would no longer be compared.</source>
        <translation>Si nadie le ha dicho que este servidor se instaló de nuevo, no siga: avise a su administrador. Lo que esta consola sabe como testigo del registro anterior ya no se compararía.</translation>
    </message>
    <message>
        <source>Stay disconnected</source>
        <translation>Seguir sin conexión</translation>
    </message>
    <message>
        <source>Begin afresh</source>
        <translation>Empezar de nuevo</translation>
    </message>
    <message>
        <source>The server %1 says that `%2` is another utility than it was before.</source>
        <translation>El servidor %1 dice que `%2` es otra compañía que antes.</translation>
    </message>
</context>
<context>
    <name>ok::app::CustodyPage</name>
    <message>
        <source>Frozen</source>
        <translation>Congelado</translation>
    </message>
    <message>
        <source>Frozen anew</source>
        <translation>Congelado de nuevo</translation>
    </message>
    <message>
        <source>The world had moved on</source>
        <translation>La situación había cambiado</translation>
    </message>
    <message>
        <source>Somebody saw what had changed</source>
        <translation>Alguien vio lo que había cambiado</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>Decidido</translation>
    </message>
    <message>
        <source>Refused: about another version</source>
        <translation>Rechazado: era de otra versión</translation>
    </message>
    <message>
        <source>Sending began</source>
        <translation>Comenzó el envío</translation>
    </message>
    <message>
        <source>Sending ended</source>
        <translation>Terminó el envío</translation>
    </message>
    <message>
        <source>Evidence attached</source>
        <translation>Prueba adjuntada</translation>
    </message>
    <message>
        <source>Evidence does not fit its hash</source>
        <translation>La prueba no coincide con su hash</translation>
    </message>
    <message>
        <source>Chain of custody</source>
        <translation>Cadena de custodia</translation>
    </message>
    <message>
        <source>What was frozen, decided and sent of one incident, step by step, with the hashes that prove it.</source>
        <translation>Lo que se congeló, decidió y envió de un incidente, paso a paso, con los hashes que lo prueban.</translation>
    </message>
    <message>
        <source>Number or id of an incident</source>
        <translation>Número o id de un incidente</translation>
    </message>
    <message>
        <source>&amp;Show</source>
        <translation>&amp;Mostrar</translation>
    </message>
    <message>
        <source>Save &amp;JSON…</source>
        <translation>Guardar &amp;JSON…</translation>
    </message>
    <message>
        <source>Save &amp;CSV…</source>
        <translation>Guardar &amp;CSV…</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>N.º</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Instantánea</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Después de</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Pasos</translation>
    </message>
    <message>
        <source>Nothing shown.
Name an incident: its number, or its id.</source>
        <translation>No se muestra nada.
Indique un incidente: su número o su id.</translation>
    </message>
    <message>
        <source>All of this step</source>
        <translation>Todo este paso</translation>
    </message>
    <message>
        <source>&amp;More steps</source>
        <translation>Más &amp;pasos</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Leyendo…</translation>
    </message>
    <message>
        <source>%1 of %2 steps</source>
        <translation>%1 de %2 pasos</translation>
    </message>
    <message numerus="yes">
        <source>%n entry(s) of this incident are not what was sealed: they are not shown.</source>
        <translation>
            <numerusform>%n entrada de este incidente no es lo que se selló: no se muestra.</numerusform>
            <numerusform>%n entradas de este incidente no son lo que se selló: no se muestran.</numerusform>
        </translation>
    </message>
    <message>
        <source>Save the chain of custody</source>
        <translation>Guardar la cadena de custodia</translation>
    </message>
    <message>
        <source>Saved as the server exports it: %1</source>
        <translation>Guardado tal como lo exporta el servidor: %1</translation>
    </message>
</context>
<context>
    <name>ok::app::DeskActions</name>
    <message>
        <source>&amp;New incident…</source>
        <translation>&amp;Nuevo incidente…</translation>
    </message>
    <message>
        <source>Set &amp;ETA…</source>
        <translation>Fijar hora &amp;estimada…</translation>
    </message>
    <message>
        <source>Set &amp;cause…</source>
        <translation>Fijar &amp;causa…</translation>
    </message>
    <message>
        <source>Crew no&amp;te…</source>
        <translation>No&amp;ta de cuadrilla…</translation>
    </message>
    <message>
        <source>&amp;Draft update…</source>
        <translation>Re&amp;dactar aviso…</translation>
    </message>
    <message>
        <source>&amp;Merge</source>
        <translation>&amp;Unir</translation>
    </message>
    <message>
        <source>&amp;Split…</source>
        <translation>&amp;Dividir…</translation>
    </message>
    <message>
        <source>Restore&amp;d…</source>
        <translation>Restable&amp;cido…</translation>
    </message>
    <message>
        <source>&amp;Place on map</source>
        <translation>&amp;Situar en el mapa</translation>
    </message>
    <message>
        <source>Show what they &amp;wrote</source>
        <translation>Mostrar lo que e&amp;scribieron</translation>
    </message>
    <message>
        <source>Opens the customer&apos;s words and number for you; the log records that you read them</source>
        <translation>Le muestra las palabras y el número del cliente; el registro anota que usted los leyó</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Deshacer</translation>
    </message>
    <message>
        <source>Merges the selected incidents into the first one; select two or more</source>
        <translation>Une los incidentes seleccionados en el primero; seleccione dos o más</translation>
    </message>
    <message>
        <source>&amp;Undo: %1</source>
        <translation>&amp;Deshacer: %1</translation>
    </message>
    <message>
        <source>%1: done</source>
        <translation>%1: hecho</translation>
    </message>
    <message>
        <source>New incident</source>
        <translation>Nuevo incidente</translation>
    </message>
    <message>
        <source>Place, as people call it</source>
        <translation>Lugar, como lo llama la gente</translation>
    </message>
    <message>
        <source>Click where the incident is, or move the map and press Enter. Esc cancels.</source>
        <translation>Haga clic donde está el incidente, o mueva el mapa y pulse Intro. Esc cancela.</translation>
    </message>
    <message>
        <source>Merge incidents</source>
        <translation>Unir incidentes</translation>
    </message>
    <message numerus="yes">
        <source>Merge %n incident(s) into #%1 %2? Their reports move; you can undo this.</source>
        <translation>
            <numerusform>¿Unir %n incidente a #%1 %2? Sus avisos pasan a él; se puede deshacer.</numerusform>
            <numerusform>¿Unir %n incidentes a #%1 %2? Sus avisos pasan a él; se puede deshacer.</numerusform>
        </translation>
    </message>
    <message>
        <source>Tree on line</source>
        <translation>Árbol sobre la línea</translation>
    </message>
    <message>
        <source>Equipment failure</source>
        <translation>Fallo de equipo</translation>
    </message>
    <message>
        <source>Vehicle accident</source>
        <translation>Accidente de vehículo</translation>
    </message>
    <message>
        <source>Lightning</source>
        <translation>Rayo</translation>
    </message>
    <message>
        <source>High wind</source>
        <translation>Viento fuerte</translation>
    </message>
    <message>
        <source>Flooding</source>
        <translation>Inundación</translation>
    </message>
    <message>
        <source>Animal contact</source>
        <translation>Contacto de un animal</translation>
    </message>
    <message>
        <source>Planned work</source>
        <translation>Trabajo programado</translation>
    </message>
    <message>
        <source>Under investigation</source>
        <translation>En investigación</translation>
    </message>
    <message>
        <source>Cause of #%1</source>
        <translation>Causa de #%1</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Causa</translation>
    </message>
    <message>
        <source>Crew note for #%1</source>
        <translation>Nota de cuadrilla de #%1</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Power is back at #%1</source>
        <translation>Ha vuelto el servicio en #%1</translation>
    </message>
    <message>
        <source>How do you know?</source>
        <translation>¿Cómo lo sabe?</translation>
    </message>
    <message>
        <source>Where is this? %1</source>
        <translation>¿Dónde está esto? %1</translation>
    </message>
    <message>
        <source>The words were erased at the customer&apos;s request.</source>
        <translation>Las palabras se borraron a petición del cliente.</translation>
    </message>
    <message>
        <source>The customer left no words, only what the list shows.</source>
        <translation>El cliente no dejó palabras, solo lo que muestra la lista.</translation>
    </message>
    <message>
        <source>Undone: %1</source>
        <translation>Deshecho: %1</translation>
    </message>
    <message>
        <source>Why? The person who asked will read this.</source>
        <translation>¿Por qué? Lo leerá quien lo solicitó.</translation>
    </message>
    <message>
        <source>Select an incident first.</source>
        <translation>Elija primero un incidente.</translation>
    </message>
    <message>
        <source>This incident is over.</source>
        <translation>Este incidente ha terminado.</translation>
    </message>
    <message>
        <source>It has only one report.</source>
        <translation>Solo tiene un aviso.</translation>
    </message>
    <message>
        <source>Select two or more incidents.</source>
        <translation>Elija dos o más incidentes.</translation>
    </message>
    <message>
        <source>Select a report in the tray first.</source>
        <translation>Elija primero un aviso de la bandeja.</translation>
    </message>
    <message>
        <source>This report is placed already.</source>
        <translation>Este aviso ya está situado.</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>No hay nada que deshacer.</translation>
    </message>
    <message>
        <source>Emergency override</source>
        <translation>Excepción de emergencia</translation>
    </message>
    <message>
        <source>%1

This leaves at once, without its approvals. Both names stay in the log, and somebody else looks at it afterwards.</source>
        <translation>%1

Esto sale de inmediato, sin sus aprobaciones. Ambos nombres quedan en el registro y otra persona lo revisa después.</translation>
    </message>
    <message>
        <source>Why can it not wait? At least 20 characters. A second person has to confirm within three minutes.</source>
        <translation>¿Por qué no puede esperar? Al menos 20 caracteres. Otra persona tiene que confirmar en tres minutos.</translation>
    </message>
    <message>
        <source>Cancel request</source>
        <translation>Anular solicitud</translation>
    </message>
    <message>
        <source>It will not wait any more, and nothing leaves. Why? Whoever was asked will read this.</source>
        <translation>Ya no estará en espera y nada sale. ¿Por qué? Lo leerán las personas consultadas.</translation>
    </message>
    <message>
        <source>Cancel the request</source>
        <translation>Anular la solicitud</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Rechazar</translation>
    </message>
    <message>
        <source>Reject the request</source>
        <translation>Rechazar la solicitud</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) have left. Everybody who got it is sent the correction that was approved with it, at once; the rest is stopped. What was wrong?</source>
        <translation>
            <numerusform>Ha salido %n mensaje. A quien lo recibió se le envía de inmediato la corrección aprobada con él; el resto se detiene. ¿Qué estaba mal?</numerusform>
            <numerusform>Han salido %n mensajes. A todos los que recibieron alguno se les envía de inmediato la corrección aprobada con él; el resto se detiene. ¿Qué estaba mal?</numerusform>
        </translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Retirar</translation>
    </message>
    <message>
        <source>Send the correction</source>
        <translation>Enviar la corrección</translation>
    </message>
    <message>
        <source>C&amp;omment…</source>
        <translation>C&amp;omentar…</translation>
    </message>
    <message>
        <source>Stands here and beside every request about this incident; @login or @team tells somebody</source>
        <translation>Queda aquí y junto a cada solicitud sobre este incidente; @usuario o @equipo avisa a alguien</translation>
    </message>
    <message>
        <source>Comment on #%1</source>
        <translation>Comentario sobre #%1</translation>
    </message>
    <message>
        <source>Stands here and beside every request about it. It decides nothing.</source>
        <translation>Queda aquí y junto a cada solicitud sobre esto. No decide nada.</translation>
    </message>
    <message>
        <source>Your key is turned; others have to turn theirs.</source>
        <translation>Tu llave está girada; otros tienen que girar la suya.</translation>
    </message>
    <message>
        <source>Your key is turned: exactly what you saw leaves now.</source>
        <translation>Tu llave está girada: ahora sale exactamente lo que viste.</translation>
    </message>
    <message>
        <source>Cancelled: nothing leaves.</source>
        <translation>Cancelada: no sale nada.</translation>
    </message>
    <message>
        <source>Rejected: nothing leaves, and whoever asked is told why.</source>
        <translation>Rechazada: no sale nada, y quien la pidió sabrá por qué.</translation>
    </message>
</context>
<context>
    <name>ok::app::DiffView</name>
    <message>
        <source>group %1</source>
        <translation>grupo %1</translation>
    </message>
    <message>
        <source>%1 added, %2 removed, %3 changed</source>
        <translation>%1 añadidos, %2 quitados, %3 cambiados</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Guardado como %1.</translation>
    </message>
    <message>
        <source>all dimensions</source>
        <translation>todas las dimensiones</translation>
    </message>
    <message>
        <source>all changes</source>
        <translation>todos los cambios</translation>
    </message>
    <message>
        <source>added</source>
        <translation>añadido</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>quitado</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>cambiado</translation>
    </message>
    <message>
        <source>Dimension</source>
        <translation>Dimensión</translation>
    </message>
    <message>
        <source>Kind of change</source>
        <translation>Tipo de cambio</translation>
    </message>
    <message>
        <source>Person or group</source>
        <translation>Persona o grupo</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Cambio</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Antes</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Después</translation>
    </message>
    <message>
        <source>Whom</source>
        <translation>A quién</translation>
    </message>
    <message>
        <source>Changes by dimension</source>
        <translation>Cambios por dimensión</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>Guardar como CSV…</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>Guardar como PDF…</translation>
    </message>
    <message>
        <source>Against version %1: %2</source>
        <translation>Frente a la versión %1: %2</translation>
    </message>
</context>
<context>
    <name>ok::app::DocumentsPage</name>
    <message>
        <source>Versions</source>
        <translation>Versiones</translation>
    </message>
    <message>
        <source>Rules come into force as versions: drafted, looked at by others, approved, published, and taken back in one step.</source>
        <translation>Las reglas entran en vigor como versiones: redactadas, revisadas por otros, aprobadas, publicadas y revocables en un paso.</translation>
    </message>
    <message>
        <source>Kind of document</source>
        <translation>Tipo de documento</translation>
    </message>
    <message>
        <source>&amp;New draft…</source>
        <translation>&amp;Nuevo borrador…</translation>
    </message>
    <message>
        <source>&amp;Roll back…</source>
        <translation>&amp;Revocar…</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>N.º</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>What it is for</source>
        <translation>Para qué es</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Por</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>There is no version yet: what was built in is in force.
Make a draft to change it.</source>
        <translation>Aún no hay versiones: rige lo incorporado.
Haga un borrador para cambiarlo.</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Editar</translation>
    </message>
    <message>
        <source>&amp;Check</source>
        <translation>&amp;Comprobar</translation>
    </message>
    <message>
        <source>Ask for re&amp;view</source>
        <translation>Pedir re&amp;visión</translation>
    </message>
    <message>
        <source>&amp;Approve</source>
        <translation>&amp;Aprobar</translation>
    </message>
    <message>
        <source>Ask for c&amp;hanges…</source>
        <translation>Pedir ca&amp;mbios…</translation>
    </message>
    <message>
        <source>&amp;Publish</source>
        <translation>&amp;Publicar</translation>
    </message>
    <message>
        <source>&amp;Schedule…</source>
        <translation>Pro&amp;gramar…</translation>
    </message>
    <message>
        <source>Cancel schedule</source>
        <translation>Anular programación</translation>
    </message>
    <message>
        <source>Move onto what is in force</source>
        <translation>Pasar a lo que está en vigor</translation>
    </message>
    <message>
        <source>&amp;Take back…</source>
        <translation>&amp;Retirar…</translation>
    </message>
    <message>
        <source>&amp;Discard…</source>
        <translation>&amp;Descartar…</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>Said</source>
        <translation>Dijo</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Comentario</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Peso</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Dónde</translation>
    </message>
    <message>
        <source>Reviews</source>
        <translation>Revisiones</translation>
    </message>
    <message>
        <source>What the check found</source>
        <translation>Qué halló la comprobación</translation>
    </message>
    <message>
        <source>Nobody has looked at this version yet.</source>
        <translation>Nadie ha mirado aún esta versión.</translation>
    </message>
    <message>
        <source>Press Check: what stands in the way of publishing is listed here.</source>
        <translation>Pulse Comprobar: aquí aparece lo que impide publicar.</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Cambios</translation>
    </message>
    <message>
        <source>Impact</source>
        <translation>Efecto</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Comprobación</translation>
    </message>
    <message>
        <source>In force: version %1, since %2. A version needs %3 approvals of people who did not change it.</source>
        <translation>En vigor: versión %1, desde el %2. Una versión necesita %3 aprobaciones de personas que no la cambiaron.</translation>
    </message>
    <message>
        <source>In force: what is built in. A version needs %1 approvals of people who did not change it.</source>
        <translation>En vigor: lo incorporado. Una versión necesita %1 aprobaciones de personas que no la cambiaron.</translation>
    </message>
    <message>
        <source>In review (%1)</source>
        <translation>En revisión (%1)</translation>
    </message>
    <message>
        <source>Scheduled for %1</source>
        <translation>Programada para %1</translation>
    </message>
    <message>
        <source>Select a version.</source>
        <translation>Elija una versión.</translation>
    </message>
    <message>
        <source>Version %1, made from %2, changed by %3.</source>
        <translation>Versión %1, hecha de %2, cambiada por %3.</translation>
    </message>
    <message>
        <source>version %1</source>
        <translation>versión %1</translation>
    </message>
    <message>
        <source>what is built in</source>
        <translation>lo incorporado</translation>
    </message>
    <message>
        <source>approved</source>
        <translation>aprobó</translation>
    </message>
    <message>
        <source>asked for changes</source>
        <translation>pidió cambios</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>rechazó</translation>
    </message>
    <message>
        <source>%1 (an earlier round)</source>
        <translation>%1 (una ronda anterior)</translation>
    </message>
    <message>
        <source>Select a version first.</source>
        <translation>Elija primero una versión.</translation>
    </message>
    <message>
        <source>Only a version in review can be looked at.</source>
        <translation>Solo se puede revisar una versión en revisión.</translation>
    </message>
    <message>
        <source>Self-approval not permitted per policy: you changed this version.</source>
        <translation>La política no permite aprobarse a sí mismo: usted cambió esta versión.</translation>
    </message>
    <message>
        <source>Only a draft can be changed. Make a new draft from it.</source>
        <translation>Solo se puede cambiar un borrador. Haga uno nuevo a partir de ella.</translation>
    </message>
    <message>
        <source>Not enough people have approved this version yet.</source>
        <translation>Aún no han aprobado esta versión bastantes personas.</translation>
    </message>
    <message>
        <source>Only an approved version can come into force.</source>
        <translation>Solo una versión aprobada puede entrar en vigor.</translation>
    </message>
    <message>
        <source>This version is not scheduled.</source>
        <translation>Esta versión no está programada.</translation>
    </message>
    <message>
        <source>Only what is in review or approved can be taken back.</source>
        <translation>Solo se puede retirar lo que está en revisión o aprobado.</translation>
    </message>
    <message>
        <source>There is no earlier version to go back to.</source>
        <translation>No hay una versión anterior a la que volver.</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>Versión %1</translation>
    </message>
    <message>
        <source>What should be changed? The author reads this.</source>
        <translation>¿Qué hay que cambiar? El autor lo leerá.</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>¿Por qué?</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>Publicar</translation>
    </message>
    <message>
        <source>Version %1 comes into force at once, for everybody. You can roll back in one step.</source>
        <translation>La versión %1 entra en vigor ahora mismo, para todos. Puede revocarla en un paso.</translation>
    </message>
    <message>
        <source>In review: others can approve it now.</source>
        <translation>En revisión: ahora otros pueden aprobarla.</translation>
    </message>
    <message>
        <source>Approved by you.</source>
        <translation>Aprobada por usted.</translation>
    </message>
    <message>
        <source>Back with its author.</source>
        <translation>De vuelta a su autor.</translation>
    </message>
    <message>
        <source>In force.</source>
        <translation>En vigor.</translation>
    </message>
    <message>
        <source>The schedule is cancelled.</source>
        <translation>La programación está anulada.</translation>
    </message>
    <message>
        <source>The draft stands on what is in force now.</source>
        <translation>El borrador parte ahora de lo que está en vigor.</translation>
    </message>
    <message>
        <source>It is a draft again.</source>
        <translation>Vuelve a ser un borrador.</translation>
    </message>
    <message>
        <source>Discarded.</source>
        <translation>Descartada.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Hecho.</translation>
    </message>
    <message>
        <source>must be mended</source>
        <translation>hay que corregirlo</translation>
    </message>
    <message>
        <source>worth a look</source>
        <translation>conviene mirarlo</translation>
    </message>
    <message>
        <source>Nothing stands in the way of publishing.</source>
        <translation>Nada impide publicar.</translation>
    </message>
    <message>
        <source>Mend what is listed before this version can be published.</source>
        <translation>Corrija lo indicado antes de publicar esta versión.</translation>
    </message>
    <message>
        <source>New draft</source>
        <translation>Nuevo borrador</translation>
    </message>
    <message>
        <source>What shall this version be for? Reviewers and auditors read this.</source>
        <translation>¿Para qué será esta versión? Lo leen revisores y auditores.</translation>
    </message>
    <message>
        <source>Make the draft</source>
        <translation>Hacer el borrador</translation>
    </message>
    <message>
        <source>The draft is made from what is in force. Press Edit.</source>
        <translation>El borrador parte de lo que está en vigor. Pulse Editar.</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>Revocar</translation>
    </message>
    <message>
        <source>Version %1 comes into force again at once. Why?</source>
        <translation>La versión %1 vuelve a entrar en vigor ahora mismo. ¿Por qué?</translation>
    </message>
    <message>
        <source>The version before comes into force again at once. Why?</source>
        <translation>La versión anterior vuelve a entrar en vigor ahora mismo. ¿Por qué?</translation>
    </message>
    <message>
        <source>Rolled back.</source>
        <translation>Revocada.</translation>
    </message>
    <message>
        <source>Schedule version %1</source>
        <translation>Programar la versión %1</translation>
    </message>
    <message>
        <source>Comes into force at</source>
        <translation>Entra en vigor el</translation>
    </message>
    <message>
        <source>%1, in %2.</source>
        <translation>%1, dentro de %2.</translation>
    </message>
    <message>
        <source>Choose a time that is still to come.</source>
        <translation>Elija una hora que aún no haya pasado.</translation>
    </message>
    <message>
        <source>Scheduled. It comes into force by itself.</source>
        <translation>Programada. Entra en vigor por sí sola.</translation>
    </message>
    <message>
        <source>I&amp;mport…</source>
        <translation>I&amp;mportar…</translation>
    </message>
    <message>
        <source>Try on the past</source>
        <translation>Probar con el pasado</translation>
    </message>
    <message>
        <source>Saved. Ask for review when it is as it should be.</source>
        <translation>Guardado. Pida la revisión cuando esté como debe.</translation>
    </message>
    <message>
        <source>Try on what was sent</source>
        <translation>Probar con lo enviado</translation>
    </message>
</context>
<context>
    <name>ok::app::DraftBar</name>
    <message>
        <source>Make a &amp;draft…</source>
        <translation>Hacer un &amp;borrador…</translation>
    </message>
    <message>
        <source>&amp;Save the draft…</source>
        <translation>&amp;Guardar el borrador…</translation>
    </message>
    <message>
        <source>&amp;Forget changes</source>
        <translation>&amp;Olvidar cambios</translation>
    </message>
    <message>
        <source>New draft</source>
        <translation>Nuevo borrador</translation>
    </message>
    <message>
        <source>What shall change, and why? Reviewers and auditors read this.</source>
        <translation>¿Qué cambiará y por qué? Lo leen revisores y auditores.</translation>
    </message>
    <message>
        <source>Make the draft</source>
        <translation>Hacer el borrador</translation>
    </message>
    <message>
        <source>Save the draft</source>
        <translation>Guardar el borrador</translation>
    </message>
    <message>
        <source>What did you change?</source>
        <translation>¿Qué cambió?</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Nothing has changed.</source>
        <translation>Nada ha cambiado.</translation>
    </message>
    <message>
        <source>Mend first: %1</source>
        <translation>Corrija antes: %1</translation>
    </message>
</context>
<context>
    <name>ok::app::DraftDialog</name>
    <message>
        <source>Text message</source>
        <translation>Mensaje de texto</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Phone call</source>
        <translation>Llamada</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>Español</translation>
    </message>
    <message>
        <source>English</source>
        <translation>Inglés</translation>
    </message>
    <message>
        <source>Su&amp;bject</source>
        <translation>A&amp;sunto</translation>
    </message>
    <message>
        <source>Update for customers of %1</source>
        <translation>Aviso para los clientes de %1</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Asunto</translation>
    </message>
    <message>
        <source>Text of the message</source>
        <translation>Texto del mensaje</translation>
    </message>
    <message>
        <source>Goes to the affected customers who opted in; %1 customers are out. A second person must release it before anything leaves.</source>
        <translation>Va a los clientes afectados que aceptaron recibir avisos; %1 clientes están sin servicio. Una segunda persona debe liberarlo antes de que salga nada.</translation>
    </message>
    <message>
        <source>Ask for release</source>
        <translation>Pedir liberación</translation>
    </message>
    <message>
        <source>Reads: %1</source>
        <translation>Se lee: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n segment(s)</source>
        <translation>
            <numerusform>%n segmento</numerusform>
            <numerusform>%n segmentos</numerusform>
        </translation>
    </message>
    <message>
        <source>, %1 characters, room for %2 more</source>
        <translation>, %1 caracteres, caben %2 más</translation>
    </message>
    <message>
        <source> (a character outside the plain alphabet more than halves the room)</source>
        <translation> (un carácter fuera del alfabeto básico reduce el espacio a menos de la mitad)</translation>
    </message>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n carácter</numerusform>
            <numerusform>%n caracteres</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1, %2: %3</translation>
    </message>
    <message>
        <source>Send by</source>
        <translation>Enviar por</translation>
    </message>
    <message>
        <source>This update was not written for this channel.</source>
        <translation>Este aviso no se escribió para este canal.</translation>
    </message>
    <message>
        <source>Choose at least one channel.</source>
        <translation>Elija al menos un canal.</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Enviar</translation>
    </message>
    <message>
        <source>Send at</source>
        <translation>Enviar a las</translation>
    </message>
    <message>
        <source>Send at a later time</source>
        <translation>Enviar más tarde</translation>
    </message>
    <message>
        <source>It leaves then if it is released by two minutes before; otherwise it waits for its release.</source>
        <translation>Sale entonces si se libera hasta dos minutos antes; si no, espera a que se libere.</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>Aviso</translation>
    </message>
    <message>
        <source>If it turns out wrong</source>
        <translation>Si resulta erróneo</translation>
    </message>
    <message>
        <source>Update or correction</source>
        <translation>Aviso o corrección</translation>
    </message>
    <message>
        <source>The correction is released together with the update; one press sends it to everybody who got that.</source>
        <translation>La corrección se libera junto con el aviso; una pulsación la envía a todos los que lo recibieron.</translation>
    </message>
    <message>
        <source>&amp;Emergency…</source>
        <translation>&amp;Emergencia…</translation>
    </message>
    <message>
        <source>Two people let the message leave at once, without its approvals</source>
        <translation>Dos personas dejan salir el mensaje de inmediato, sin sus aprobaciones</translation>
    </message>
    <message>
        <source>Emergency override</source>
        <translation>Excepción de emergencia</translation>
    </message>
    <message>
        <source>Why can it not wait? At least 20 characters. A second person has to confirm within three minutes.</source>
        <translation>¿Por qué no puede esperar? Al menos 20 caracteres. Otra persona tiene que confirmar en tres minutos.</translation>
    </message>
    <message>
        <source>Ask for the override</source>
        <translation>Pedir la excepción</translation>
    </message>
</context>
<context>
    <name>ok::app::DrillBanner</name>
    <message>
        <source>This is a drill. Nothing reaches a real customer.</source>
        <translation>Esto es un simulacro. Nada llega a un cliente real.</translation>
    </message>
    <message>
        <source>DRILL  •  rehearsal, not the real system: nothing reaches a real customer  •  DRILL</source>
        <translation>SIMULACRO  •  ensayo, no es el sistema real: nada llega a un cliente real  •  SIMULACRO</translation>
    </message>
</context>
<context>
    <name>ok::app::EffectivePage</name>
    <message>
        <source>allowed</source>
        <translation>permitido</translation>
    </message>
    <message>
        <source>no role allows it</source>
        <translation>ninguna función lo permite</translation>
    </message>
    <message>
        <source>outside the scope of the roles</source>
        <translation>fuera del alcance de las funciones</translation>
    </message>
    <message>
        <source>outside the authorised geography</source>
        <translation>fuera de la geografía autorizada</translation>
    </message>
    <message>
        <source>a policy forbids it, and that is stronger than every allow</source>
        <translation>una política lo prohíbe, y eso pesa más que todo permiso</translation>
    </message>
    <message>
        <source>beyond a limit that nobody may pass</source>
        <translation>más allá de un límite que nadie puede pasar</translation>
    </message>
    <message>
        <source>the rules cannot be read, so nothing is allowed</source>
        <translation>las reglas no se pueden leer, así que nada se permite</translation>
    </message>
    <message>
        <source>Effective rights</source>
        <translation>Derechos efectivos</translation>
    </message>
    <message>
        <source>What somebody may really do, from everything together. Asks the very engine that decides.</source>
        <translation>Lo que alguien puede hacer de verdad, con todo junto. Pregunta al mismo motor que decide.</translation>
    </message>
    <message>
        <source>Person (user name or id)</source>
        <translation>Persona (nombre de usuario o id)</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Persona</translation>
    </message>
    <message>
        <source>Groups, with commas</source>
        <translation>Grupos, con comas</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Grupos</translation>
    </message>
    <message>
        <source>Role held whole</source>
        <translation>Función completa</translation>
    </message>
    <message>
        <source>May</source>
        <translation>Puede</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Dónde</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Gravedad</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Contenido</translation>
    </message>
    <message>
        <source>Recipients</source>
        <translation>Destinatarios</translation>
    </message>
    <message>
        <source>Because of</source>
        <translation>Por</translation>
    </message>
    <message>
        <source>Nothing is allowed.
Name a person, their groups or a role above.</source>
        <translation>Nada está permitido.
Indique arriba una persona, sus grupos o una función.</translation>
    </message>
    <message>
        <source>no place stated</source>
        <translation>sin lugar indicado</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Acción</translation>
    </message>
    <message>
        <source>no channel stated</source>
        <translation>sin canal indicado</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Lugar</translation>
    </message>
    <message>
        <source>no severity stated</source>
        <translation>sin gravedad indicada</translation>
    </message>
    <message>
        <source>no content stated</source>
        <translation>sin contenido indicado</translation>
    </message>
    <message>
        <source>no number stated</source>
        <translation>sin número indicado</translation>
    </message>
    <message>
        <source>&amp;Ask in their name</source>
        <translation>&amp;Preguntar en su nombre</translation>
    </message>
    <message>
        <source>Nothing is done by asking.</source>
        <translation>Preguntar no hace nada.</translation>
    </message>
    <message>
        <source>TEST AS THIS PERSON</source>
        <translation>PROBAR COMO ESTA PERSONA</translation>
    </message>
    <message>
        <source>These rules have mistakes, so nothing can be worked out: see Roles.</source>
        <translation>Estas reglas tienen errores, así que no se puede calcular nada: vea Funciones.</translation>
    </message>
    <message>
        <source>no role held whole</source>
        <translation>ninguna función completa</translation>
    </message>
    <message>
        <source>everywhere</source>
        <translation>en todas partes</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>como mucho %1</translation>
    </message>
    <message>
        <source>These roles ask for security keys that are not enrolled, and allow nothing now: %1.</source>
        <translation>Estas funciones piden llaves de seguridad que no están registradas, y ahora no permiten nada: %1.</translation>
    </message>
    <message>
        <source>There is more than can be shown: the first 2,000 lines.</source>
        <translation>Hay más de lo que se puede mostrar: las primeras 2.000 líneas.</translation>
    </message>
    <message>
        <source>Allowed by %1 (role %2).</source>
        <translation>Permitido por %1 (función %2).</translation>
    </message>
    <message>
        <source>Refused: %1.</source>
        <translation>Rechazado: %1.</translation>
    </message>
    <message>
        <source>Forbidden by the policy %1.</source>
        <translation>Lo prohíbe la política %1.</translation>
    </message>
    <message>
        <source>It would be allowed with another %1: %2.</source>
        <translation>Se permitiría con otro valor de %1: %2.</translation>
    </message>
    <message>
        <source>Roles that may: %1.</source>
        <translation>Funciones que pueden: %1.</translation>
    </message>
</context>
<context>
    <name>ok::app::EtaDialog</name>
    <message>
        <source>ETA for %1</source>
        <translation>Hora estimada de %1</translation>
    </message>
    <message>
        <source>Power back at</source>
        <translation>Servicio de vuelta a las</translation>
    </message>
    <message>
        <source>Not before</source>
        <translation>No antes de</translation>
    </message>
    <message>
        <source>Not after</source>
        <translation>No después de</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>How sure</source>
        <translation>Seguridad</translation>
    </message>
    <message>
        <source>Crew assessment on site</source>
        <translation>Evaluación de la cuadrilla en el lugar</translation>
    </message>
    <message>
        <source>Damage assessed, material on the way</source>
        <translation>Daño evaluado, material en camino</translation>
    </message>
    <message>
        <source>Switching planned</source>
        <translation>Maniobra prevista</translation>
    </message>
    <message>
        <source>Storm estimate for the area</source>
        <translation>Estimación de tormenta para la zona</translation>
    </message>
    <message>
        <source>New damage found</source>
        <translation>Nuevo daño encontrado</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Power &amp;back at</source>
        <translation>Servicio de &amp;vuelta a las</translation>
    </message>
    <message>
        <source>Not be&amp;fore</source>
        <translation>No &amp;antes de</translation>
    </message>
    <message>
        <source>Not &amp;after</source>
        <translation>No des&amp;pués de</translation>
    </message>
    <message>
        <source>How &amp;sure</source>
        <translation>&amp;Seguridad</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translation>&amp;Motivo</translation>
    </message>
    <message>
        <source>Times are %1. A changed ETA reaches customers, so a second person releases it.</source>
        <translation>Las horas son %1. Un cambio de hora estimada llega a los clientes, por eso lo libera una segunda persona.</translation>
    </message>
    <message>
        <source>Set ETA</source>
        <translation>Fijar hora</translation>
    </message>
    <message>
        <source>This time has passed. Choose a later one.</source>
        <translation>Esa hora ya pasó. Elija una posterior.</translation>
    </message>
    <message>
        <source>`Not before` is later than the estimate. Make it earlier.</source>
        <translation>«No antes de» es posterior a la estimación. Adelántelo.</translation>
    </message>
    <message>
        <source>`Not after` is earlier than the estimate. Make it later.</source>
        <translation>«No después de» es anterior a la estimación. Atráselo.</translation>
    </message>
</context>
<context>
    <name>ok::app::EvidenceList</name>
    <message>
        <source>web page</source>
        <translation>página web</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>imagen</translation>
    </message>
    <message>
        <source>video</source>
        <translation>video</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>text</source>
        <translation>texto</translation>
    </message>
    <message>
        <source>EVIDENCE</source>
        <translation>PRUEBAS</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Pruebas</translation>
    </message>
    <message>
        <source>Unavailable</source>
        <translation>No disponible</translation>
    </message>
</context>
<context>
    <name>ok::app::ExportDialog</name>
    <message>
        <source>Export from the log</source>
        <translation>Exportar del registro</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Formato</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Why, for whom (stays in the log)</source>
        <translation>Por qué y para quién (queda en el registro)</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>&amp;Formato</translation>
    </message>
    <message>
        <source>&amp;Deliver to</source>
        <translation>&amp;Entregar a</translation>
    </message>
    <message>
        <source>&amp;Note</source>
        <translation>&amp;Nota</translation>
    </message>
    <message>
        <source>The same question about the same log always gives the same bytes. That it was asked, made and fetched is in the log.</source>
        <translation>La misma pregunta sobre el mismo registro da siempre los mismos bytes. Que se pidió, se hizo y se descargó consta en el registro.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>&amp;Purpose</source>
        <translation>&amp;Finalidad</translation>
    </message>
</context>
<context>
    <name>ok::app::ExportsPage</name>
    <message>
        <source>Being made…</source>
        <translation>Haciéndose…</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Lista</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fallida</translation>
    </message>
    <message>
        <source>delivered to %1</source>
        <translation>entregada a %1</translation>
    </message>
    <message>
        <source>NOT delivered to %1: %2</source>
        <translation>NO entregada a %1: %2</translation>
    </message>
    <message>
        <source>on its way to %1, attempt %2</source>
        <translation>en camino a %1, intento %2</translation>
    </message>
    <message>
        <source>Exports</source>
        <translation>Exportaciones</translation>
    </message>
    <message>
        <source>What has left the log as evidence, and what was fetched by whom.</source>
        <translation>Qué ha salido del registro como prueba y quién lo descargó.</translation>
    </message>
    <message>
        <source>&amp;New export…</source>
        <translation>&amp;Nueva exportación…</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>Pedida</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Pregunta</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Formato</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Entradas</translation>
    </message>
    <message>
        <source>Nothing has been exported yet.
Search the log and press Export these, or make a new export.</source>
        <translation>Aún no se ha exportado nada.
Busque en el registro y pulse Exportar estas, o haga una exportación nueva.</translation>
    </message>
    <message>
        <source>Progress of the download</source>
        <translation>Progreso de la descarga</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>&amp;Guardar…</translation>
    </message>
    <message>
        <source>Save with &amp;checksums and custody…</source>
        <translation>Guardar con &amp;sumas y custodia…</translation>
    </message>
    <message>
        <source>Select an export.</source>
        <translation>Elija una exportación.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>personal data masked</source>
        <translation>datos personales ocultos</translation>
    </message>
    <message>
        <source>not masked</source>
        <translation>sin ocultar</translation>
    </message>
    <message>
        <source>Note: %1</source>
        <translation>Nota: %1</translation>
    </message>
    <message>
        <source>It could not be made: %1. Ask for it again; if it fails again, tell whoever runs the server.</source>
        <translation>No se pudo hacer: %1. Pídala de nuevo; si vuelve a fallar, avise a quien lleva el servidor.</translation>
    </message>
    <message numerus="yes">
        <source>Fetched %n time(s).</source>
        <translation>
            <numerusform>Descargada %n vez.</numerusform>
            <numerusform>Descargada %n veces.</numerusform>
        </translation>
    </message>
    <message>
        <source>A download is under way.</source>
        <translation>Hay una descarga en curso.</translation>
    </message>
    <message>
        <source>Select an export first.</source>
        <translation>Elija primero una exportación.</translation>
    </message>
    <message>
        <source>It is still being made.</source>
        <translation>Todavía se está haciendo.</translation>
    </message>
    <message>
        <source>It could not be made.</source>
        <translation>No se pudo hacer.</translation>
    </message>
    <message>
        <source>The export is being made. It appears in the list.</source>
        <translation>La exportación se está haciendo. Aparece en la lista.</translation>
    </message>
    <message>
        <source>Save all files in</source>
        <translation>Guardar todos los archivos en</translation>
    </message>
    <message>
        <source>Save the export</source>
        <translation>Guardar la exportación</translation>
    </message>
    <message>
        <source>Saved in %1; the checksum is right. That it was fetched is in the log.</source>
        <translation>Guardada en %1; la suma es correcta. Que se descargó consta en el registro.</translation>
    </message>
</context>
<context>
    <name>ok::app::FilterForm</name>
    <message>
        <source>Stream</source>
        <translation>Flujo</translation>
    </message>
    <message>
        <source>all streams</source>
        <translation>todos los flujos</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Gravedad</translation>
    </message>
    <message>
        <source>any severity</source>
        <translation>cualquier gravedad</translation>
    </message>
    <message>
        <source>info</source>
        <translation>información</translation>
    </message>
    <message>
        <source>notice</source>
        <translation>nota</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>advertencia</translation>
    </message>
    <message>
        <source>error</source>
        <translation>error</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>crítica</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>any type</source>
        <translation>cualquier tipo</translation>
    </message>
    <message>
        <source>incidents</source>
        <translation>incidentes</translation>
    </message>
    <message>
        <source>reports</source>
        <translation>avisos</translation>
    </message>
    <message>
        <source>messages</source>
        <translation>mensajes</translation>
    </message>
    <message>
        <source>approvals</source>
        <translation>aprobaciones</translation>
    </message>
    <message>
        <source>access</source>
        <translation>acceso</translation>
    </message>
    <message>
        <source>documents</source>
        <translation>documentos</translation>
    </message>
    <message>
        <source>exports</source>
        <translation>exportaciones</translation>
    </message>
    <message>
        <source>the log itself</source>
        <translation>el propio registro</translation>
    </message>
    <message>
        <source>Type, for example incident.opened or incident.*</source>
        <translation>Tipo, por ejemplo incident.opened o incident.*</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>Who (id)</source>
        <translation>Quién (id)</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Sobre</translation>
    </message>
    <message>
        <source>About (incident, report or other id)</source>
        <translation>Sobre (id de incidente, aviso u otro)</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Palabras</translation>
    </message>
    <message>
        <source>Words in it</source>
        <translation>Palabras que contiene</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Período</translation>
    </message>
    <message>
        <source>last hour</source>
        <translation>última hora</translation>
    </message>
    <message>
        <source>last 24 hours</source>
        <translation>últimas 24 horas</translation>
    </message>
    <message>
        <source>last 7 days</source>
        <translation>últimos 7 días</translation>
    </message>
    <message>
        <source>last 30 days</source>
        <translation>últimos 30 días</translation>
    </message>
    <message>
        <source>always</source>
        <translation>siempre</translation>
    </message>
    <message>
        <source>from – to</source>
        <translation>desde – hasta</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>To</source>
        <translation>A</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>desde %1</translation>
    </message>
    <message>
        <source>to %1</source>
        <translation>hasta %1</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>todo</translation>
    </message>
    <message>
        <source>Approver</source>
        <translation>Aprobador</translation>
    </message>
    <message>
        <source>Approver (id)</source>
        <translation>Aprobador (id)</translation>
    </message>
    <message>
        <source>Words of its reason</source>
        <translation>Palabras de su motivo</translation>
    </message>
    <message>
        <source>Words in its justification or in the reason of an error</source>
        <translation>Palabras de su justificación o del motivo de un error</translation>
    </message>
    <message>
        <source>because of “%1”</source>
        <translation>por «%1»</translation>
    </message>
</context>
<context>
    <name>ok::app::FrozenMapView</name>
    <message>
        <source>Read-only map snapshot</source>
        <translation>Instantánea del mapa, solo lectura</translation>
    </message>
    <message>
        <source>The map as it was frozen. It cannot be moved.</source>
        <translation>El mapa como se congeló. No se puede mover.</translation>
    </message>
    <message>
        <source>Not the picture that was frozen</source>
        <translation>No es la imagen que se congeló</translation>
    </message>
    <message>
        <source>No base map: outlines only</source>
        <translation>Sin mapa base: solo contornos</translation>
    </message>
</context>
<context>
    <name>ok::app::HeadLine</name>
    <message>
        <source>Live incidents</source>
        <translation>Incidentes activos</translation>
    </message>
    <message>
        <source>Unhandled incidents</source>
        <translation>Incidentes sin atender</translation>
    </message>
    <message>
        <source>Unplaced reports</source>
        <translation>Avisos sin situar</translation>
    </message>
    <message>
        <source>Approvals waiting</source>
        <translation>Aprobaciones en espera</translation>
    </message>
    <message>
        <source>OutageKit</source>
        <translation>OutageKit</translation>
    </message>
    <message>
        <source>%1 customers out</source>
        <translation>%1 clientes sin servicio</translation>
    </message>
    <message numerus="yes">
        <source>%n incident(s)</source>
        <translation>
            <numerusform>%n incidente</numerusform>
            <numerusform>%n incidentes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unhandled</source>
        <translation>
            <numerusform>%n sin atender</numerusform>
            <numerusform>%n sin atender</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unplaced</source>
        <translation>
            <numerusform>%n sin situar</numerusform>
            <numerusform>%n sin situar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to release</source>
        <translation>
            <numerusform>%n por liberar</numerusform>
            <numerusform>%n por liberar</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::IdentityPage</name>
    <message>
        <source>%1 ago</source>
        <translation>hace %1</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nunca</translation>
    </message>
    <message>
        <source>Where people come from</source>
        <translation>De dónde vienen las personas</translation>
    </message>
    <message>
        <source>Directories and identity providers, and the rules that turn their groups into roles.</source>
        <translation>Directorios y proveedores de identidad, y las reglas que convierten sus grupos en funciones.</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Fuente</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Last heard</source>
        <translation>Última noticia</translation>
    </message>
    <message>
        <source>Last sync</source>
        <translation>Última sincronización</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personas</translation>
    </message>
    <message>
        <source>Rights</source>
        <translation>Derechos</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Grupos</translation>
    </message>
    <message>
        <source>Roles by the rules</source>
        <translation>Funciones según las reglas</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Fuentes</translation>
    </message>
    <message>
        <source>No directory is connected: people are made here by an administrator.
SCIM pushes people in with a token; LDAP is read on a schedule.</source>
        <translation>No hay ningún directorio conectado: un administrador crea aquí a las personas.
SCIM envía personas con un token; LDAP se lee de forma programada.</translation>
    </message>
    <message>
        <source>Nobody has come from a directory yet.</source>
        <translation>Aún no ha venido nadie de un directorio.</translation>
    </message>
    <message>
        <source>Mapping</source>
        <translation>Asignación</translation>
    </message>
    <message>
        <source>Mapping rules</source>
        <translation>Reglas de asignación</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Qué pasa</translation>
    </message>
    <message>
        <source>Gains</source>
        <translation>Gana</translation>
    </message>
    <message>
        <source>Loses</source>
        <translation>Pierde</translation>
    </message>
    <message>
        <source>What the rules would change</source>
        <translation>Qué cambiarían las reglas</translation>
    </message>
    <message>
        <source>Press Dry run: nothing is changed by it.</source>
        <translation>Pulse Ensayo: no cambia nada.</translation>
    </message>
    <message>
        <source>&amp;Dry run</source>
        <translation>&amp;Ensayo</translation>
    </message>
    <message>
        <source>&amp;Apply these rules…</source>
        <translation>&amp;Aplicar estas reglas…</translation>
    </message>
    <message>
        <source>held: too many people would lose their rights, somebody must look</source>
        <translation>retenida: demasiadas personas perderían sus derechos, alguien debe mirarlo</translation>
    </message>
    <message>
        <source>in order</source>
        <translation>en orden</translation>
    </message>
    <message>
        <source>not in order: %1</source>
        <translation>no en orden: %1</translation>
    </message>
    <message>
        <source>%1 new, %2 changed, %3 gone</source>
        <translation>%1 nuevas, %2 cambiadas, %3 idas</translation>
    </message>
    <message>
        <source>%1 gained, %2 lost</source>
        <translation>%1 ganados, %2 perdidos</translation>
    </message>
    <message>
        <source>active</source>
        <translation>activa</translation>
    </message>
    <message>
        <source>shut out</source>
        <translation>excluida</translation>
    </message>
    <message>
        <source>In force: version %1, by %2: %3</source>
        <translation>En vigor: versión %1, de %2: %3</translation>
    </message>
    <message>
        <source>No rules yet: groups give no roles.</source>
        <translation>Aún no hay reglas: los grupos no dan funciones.</translation>
    </message>
    <message>
        <source>This is no JSON: look for a missing comma or bracket.</source>
        <translation>Esto no es JSON: busque una coma o un corchete que falte.</translation>
    </message>
    <message>
        <source>Do a dry run of exactly these rules first.</source>
        <translation>Haga antes un ensayo de exactamente estas reglas.</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>Calculando…</translation>
    </message>
    <message>
        <source>%1 would come, %2 change, %3 be shut out, %4 stay as they are.</source>
        <translation>%1 vendrían, %2 cambiarían, %3 quedarían excluidas, %4 seguirían igual.</translation>
    </message>
    <message>
        <source>comes</source>
        <translation>viene</translation>
    </message>
    <message>
        <source>is shut out</source>
        <translation>queda excluida</translation>
    </message>
    <message>
        <source>changes</source>
        <translation>cambia</translation>
    </message>
    <message>
        <source>Apply mapping rules</source>
        <translation>Aplicar reglas de asignación</translation>
    </message>
    <message>
        <source>%1
Why?</source>
        <translation>%1
¿Por qué?</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Aplicar</translation>
    </message>
    <message>
        <source>The rules are in force.</source>
        <translation>Las reglas están en vigor.</translation>
    </message>
    <message>
        <source>&amp;Merge a local account…</source>
        <translation>&amp;Unir una cuenta local…</translation>
    </message>
    <message>
        <source>Select who it is on the page People first.</source>
        <translation>Seleccione primero quién es en la página Personas.</translation>
    </message>
    <message>
        <source>Merge a local account</source>
        <translation>Unir una cuenta local</translation>
    </message>
    <message>
        <source>Which local account is %1 too? It is closed: its sessions end, its keys and tokens are removed, and %1 goes on with the roles of the directory.</source>
        <translation>¿Qué cuenta local es también de %1? Se cierra: sus sesiones terminan, sus llaves y fichas se eliminan, y %1 sigue con los roles del directorio.</translation>
    </message>
    <message>
        <source>How do you know that `%1` and `%2` are one person? A second administrator has to agree.</source>
        <translation>¿Cómo sabe que `%1` y `%2` son una sola persona? Otro administrador tiene que estar de acuerdo.</translation>
    </message>
    <message>
        <source>Ask for it</source>
        <translation>Pedirlo</translation>
    </message>
    <message>
        <source>Merged.</source>
        <translation>Unidas.</translation>
    </message>
</context>
<context>
    <name>ok::app::ImpactView</name>
    <message>
        <source>&amp;Work out who gains and who loses</source>
        <translation>&amp;Calcular quién gana y quién pierde</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>Guardar como CSV…</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Capability</source>
        <translation>Capacidad</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>Cuántas</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Riesgo</translation>
    </message>
    <message>
        <source>Gains and losses</source>
        <translation>Ganancias y pérdidas</translation>
    </message>
    <message>
        <source>Press the button above: the server compares what everybody may do before and after.</source>
        <translation>Pulse el botón de arriba: el servidor compara lo que cada uno puede antes y después.</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>Calculando…</translation>
    </message>
    <message>
        <source>%1 gains for %2, %3 losses for %4.</source>
        <translation>%1 ganancias para %2, %3 pérdidas para %4.</translation>
    </message>
    <message numerus="yes">
        <source>%n principal(s)</source>
        <translation>
            <numerusform>%n titular</numerusform>
            <numerusform>%n titulares</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them go beyond a geography or a severity: look at them closely.</source>
        <translation>
            <numerusform>%n de ellas va más allá de una geografía o gravedad: mírela bien.</numerusform>
            <numerusform>%n de ellas van más allá de una geografía o gravedad: mírelas bien.</numerusform>
        </translation>
    </message>
    <message>
        <source>Analysis %1.</source>
        <translation>Análisis %1.</translation>
    </message>
    <message>
        <source>beyond its geography</source>
        <translation>más allá de su geografía</translation>
    </message>
    <message>
        <source>beyond its severity</source>
        <translation>más allá de su gravedad</translation>
    </message>
    <message>
        <source>gains</source>
        <translation>gana</translation>
    </message>
    <message>
        <source>loses</source>
        <translation>pierde</translation>
    </message>
</context>
<context>
    <name>ok::app::ImportDialog</name>
    <message>
        <source>new</source>
        <translation>nuevo</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>cambiado</translation>
    </message>
    <message>
        <source>as it is</source>
        <translation>como está</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>N.º</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Qué está mal</translation>
    </message>
    <message>
        <source>Import into version %1</source>
        <translation>Importar a la versión %1</translation>
    </message>
    <message>
        <source>A JSON or CSV file of exported records</source>
        <translation>Un archivo JSON o CSV de registros exportados</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>Why? Reviewers and auditors read this.</source>
        <translation>¿Por qué? Lo leen quienes revisan y auditan.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Choose a &amp;file…</source>
        <translation>Elegir un &amp;archivo…</translation>
    </message>
    <message>
        <source>Records of the file</source>
        <translation>Registros del archivo</translation>
    </message>
    <message>
        <source>Choose a file: it is read and checked first, and nothing is changed by that.</source>
        <translation>Elija un archivo: primero se lee y se comprueba, y con eso no cambia nada.</translation>
    </message>
    <message>
        <source>&amp;Take over the valid records</source>
        <translation>&amp;Tomar los registros válidos</translation>
    </message>
    <message>
        <source>Take over the valid records</source>
        <translation>Tomar los registros válidos</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Elegir un archivo</translation>
    </message>
    <message>
        <source>Records (*.json *.csv)</source>
        <translation>Registros (*.json *.csv)</translation>
    </message>
    <message>
        <source>The file is larger than 32 MB.</source>
        <translation>El archivo ocupa más de 32 MB.</translation>
    </message>
    <message>
        <source>The file cannot be read: %1</source>
        <translation>El archivo no se puede leer: %1</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Leyendo…</translation>
    </message>
    <message>
        <source>%1 records: %2 valid (%3 new, %4 changed, %5 as they are), %6 invalid. Nothing is changed yet.</source>
        <translation>%1 registros: %2 válidos (%3 nuevos, %4 cambiados, %5 como están), %6 no válidos. Todavía no ha cambiado nada.</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>omitido</translation>
    </message>
    <message>
        <source>The file would change nothing.</source>
        <translation>El archivo no cambiaría nada.</translation>
    </message>
    <message>
        <source>%1 records taken over, %2 left out. Transaction %3.</source>
        <translation>%1 registros tomados, %2 omitidos. Transacción %3.</translation>
    </message>
</context>
<context>
    <name>ok::app::IncidentDetailPanel</name>
    <message>
        <source>No incident selected.

Pick one in the list or on the map.
Ctrl+B goes to the biggest one that nobody has handled.</source>
        <translation>Ningún incidente seleccionado.

Elija uno en la lista o en el mapa.
Ctrl+B va al mayor que nadie ha atendido.</translation>
    </message>
    <message>
        <source>ETA</source>
        <translation>Hora estimada</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Causa</translation>
    </message>
    <message>
        <source>Crew</source>
        <translation>Cuadrilla</translation>
    </message>
    <message>
        <source>Why one</source>
        <translation>Por qué es uno</translation>
    </message>
    <message>
        <source>Timeline of this incident</source>
        <translation>Cronología de este incidente</translation>
    </message>
    <message>
        <source>%1 (in %2)</source>
        <translation>%1 (en %2)</translation>
    </message>
    <message>
        <source>%1, passed %2 ago</source>
        <translation>%1, pasó hace %2</translation>
    </message>
    <message>
        <source>between %1 and %2</source>
        <translation>entre %1 y %2</translation>
    </message>
    <message>
        <source>%1 % sure</source>
        <translation>%1 % de seguridad</translation>
    </message>
    <message>
        <source>None for %1</source>
        <translation>Ninguna desde hace %1</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguna</translation>
    </message>
    <message>
        <source>A conservative estimate is better than none. Ctrl+E sets one.</source>
        <translation>Una estimación prudente es mejor que ninguna. Ctrl+E fija una.</translation>
    </message>
    <message>
        <source>#%1  •  %2</source>
        <translation>#%1  •  %2</translation>
    </message>
    <message numerus="yes">
        <source>customers out, %n report(s)</source>
        <translation>
            <numerusform>clientes sin servicio, %n aviso</numerusform>
            <numerusform>clientes sin servicio, %n avisos</numerusform>
        </translation>
    </message>
    <message>
        <source>began %1, %2 ago</source>
        <translation>empezó %1, hace %2</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translation>Aún no se sabe</translation>
    </message>
    <message>
        <source>No note yet</source>
        <translation>Aún sin nota</translation>
    </message>
</context>
<context>
    <name>ok::app::IncidentListPanel</name>
    <message>
        <source>Search place, number, cause</source>
        <translation>Buscar lugar, número, causa</translation>
    </message>
    <message>
        <source>Search incidents</source>
        <translation>Buscar incidentes</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Activos</translation>
    </message>
    <message>
        <source>Unhandled</source>
        <translation>Sin atender</translation>
    </message>
    <message>
        <source>Without ETA</source>
        <translation>Sin hora estimada</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>Which incidents to show</source>
        <translation>Qué incidentes mostrar</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>Incidentes</translation>
    </message>
    <message>
        <source>No incident fits this search.
Clear it to see all live incidents.</source>
        <translation>Ningún incidente coincide con la búsqueda.
Bórrela para ver todos los activos.</translation>
    </message>
    <message>
        <source>No live incident.
Incidents form by themselves from reports; Ctrl+N makes one by hand.</source>
        <translation>Ningún incidente activo.
Se forman solos a partir de los avisos; Ctrl+N crea uno a mano.</translation>
    </message>
</context>
<context>
    <name>ok::app::IncidentRow</name>
    <message>
        <source>ETA %1</source>
        <translation>Hora est. %1</translation>
    </message>
    <message numerus="yes">
        <source>%n report(s)</source>
        <translation>
            <numerusform>%n aviso</numerusform>
            <numerusform>%n avisos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::IntegrityPage</name>
    <message>
        <source>Integrity</source>
        <translation>Integridad</translation>
    </message>
    <message>
        <source>What the server finds when it checks its own log. Your console checks on its own: see Log proof.</source>
        <translation>Lo que el servidor halla al comprobar su propio registro. Su consola comprueba por su cuenta: vea Prueba del registro.</translation>
    </message>
    <message>
        <source>&amp;Check everything now</source>
        <translation>&amp;Comprobar todo ahora</translation>
    </message>
    <message>
        <source>Progress of the check</source>
        <translation>Progreso de la comprobación</translation>
    </message>
    <message>
        <source>STATE</source>
        <translation>ESTADO</translation>
    </message>
    <message>
        <source>COVERAGE</source>
        <translation>COBERTURA</translation>
    </message>
    <message>
        <source>LAST MINUTE&apos;S CHECK</source>
        <translation>COMPROBACIÓN DEL MINUTO</translation>
    </message>
    <message>
        <source>LAST WHOLE CHECK</source>
        <translation>COMPROBACIÓN COMPLETA</translation>
    </message>
    <message>
        <source>SERVER&apos;S CLOCK</source>
        <translation>RELOJ DEL SERVIDOR</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>aún sin leer</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Dónde</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Hallado</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Por</translation>
    </message>
    <message>
        <source>Damage</source>
        <translation>Daño</translation>
    </message>
    <message>
        <source>No damage is known.
Damaged entries would be listed here, in quarantine until two people have dealt with them.</source>
        <translation>No se conoce ningún daño.
Las entradas dañadas aparecerían aquí, en cuarentena hasta que dos personas se ocupen de ellas.</translation>
    </message>
    <message>
        <source>What to &amp;do…</source>
        <translation>Qué &amp;hacer…</translation>
    </message>
    <message>
        <source>Save &amp;forensic bundle…</source>
        <translation>Guardar paquete &amp;forense…</translation>
    </message>
    <message>
        <source>Find its &amp;entries</source>
        <translation>Buscar sus &amp;entradas</translation>
    </message>
    <message>
        <source>DAMAGE AND QUARANTINE</source>
        <translation>DAÑOS Y CUARENTENA</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>De</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>Intentos</translation>
    </message>
    <message>
        <source>The server&apos;s answer cannot be read: %1</source>
        <translation>No se puede leer la respuesta del servidor: %1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 of %2 entries; %3 erased by retention</source>
        <translation>%1 de %2 entradas; %3 borradas por retención</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nunca</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>ahora mismo</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>hace %1</translation>
    </message>
    <message>
        <source>%1, took %2 s</source>
        <translation>%1, tardó %2 s</translation>
    </message>
    <message>
        <source>the first one comes within a minute</source>
        <translation>la primera llega en un minuto</translation>
    </message>
    <message>
        <source>runs every night at 02:00 UTC</source>
        <translation>se hace cada noche a las 02:00 UTC</translation>
    </message>
    <message>
        <source>Checking everything: stream %1 of %2, %3 entries so far</source>
        <translation>Comprobando todo: flujo %1 de %2, %3 entradas hasta ahora</translation>
    </message>
    <message>
        <source>The whole log was checked: everything is in order.</source>
        <translation>Se comprobó todo el registro: todo está en orden.</translation>
    </message>
    <message>
        <source>The whole log was checked: see what was found.</source>
        <translation>Se comprobó todo el registro: vea lo hallado.</translation>
    </message>
    <message>
        <source>The check did not come to its end: it says nothing about the log.</source>
        <translation>La comprobación no llegó a su fin: no dice nada sobre el registro.</translation>
    </message>
    <message>
        <source>Select a line of damage first.</source>
        <translation>Elija primero una línea de daño.</translation>
    </message>
    <message>
        <source>A check is under way.</source>
        <translation>Hay una comprobación en curso.</translation>
    </message>
    <message>
        <source>The server is checking the whole log.</source>
        <translation>El servidor está comprobando todo el registro.</translation>
    </message>
    <message>
        <source>Save the forensic bundle</source>
        <translation>Guardar el paquete forense</translation>
    </message>
    <message>
        <source>Forensic bundle (*.json)</source>
        <translation>Paquete forense (*.json)</translation>
    </message>
    <message>
        <source>Saved as %1. Keep it outside the server.</source>
        <translation>Guardado como %1. Consérvelo fuera del servidor.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Anchors outside this server</source>
        <translation>Anclajes fuera de este servidor</translation>
    </message>
    <message>
        <source>ANCHORS OUTSIDE THIS SERVER</source>
        <translation>ANCLAJES FUERA DE ESTE SERVIDOR</translation>
    </message>
    <message numerus="yes">
        <source>%n place(s)</source>
        <translation>
            <numerusform>%n lugar</numerusform>
            <numerusform>%n lugares</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is anchored outside yet.
Heads are told to other places every hour, and days are stamped by a third party, if the server is started with --anchor-to or --tsa-url.</source>
        <translation>Aún no hay nada anclado fuera.
Cada hora se comunica el estado a otros lugares, y un tercero sella los días, si el servidor se arranca con --anchor-to o --tsa-url.</translation>
    </message>
</context>
<context>
    <name>ok::app::KeyAlertsPage</name>
    <message>
        <source>First use from a new place</source>
        <translation>Primer uso desde un lugar nuevo</translation>
    </message>
    <message>
        <source>Repeated failures</source>
        <translation>Fallos repetidos</translation>
    </message>
    <message>
        <source>A key whose counter fell: suspended</source>
        <translation>Una llave cuyo contador retrocedió: suspendida</translation>
    </message>
    <message>
        <source>Key alerts</source>
        <translation>Alertas de llaves</translation>
    </message>
    <message>
        <source>What was unusual about security keys in the last ninety days, and from where.</source>
        <translation>Lo que fue poco común con las llaves de seguridad en los últimos noventa días, y desde dónde.</translation>
    </message>
    <message>
        <source>Show in the &amp;log</source>
        <translation>Ver en el &amp;registro</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Lugar</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Antes</translation>
    </message>
    <message>
        <source>Nothing unusual.</source>
        <translation>Nada fuera de lo común.</translation>
    </message>
    <message>
        <source>Where the alerts came from</source>
        <translation>De dónde vinieron las alertas</translation>
    </message>
    <message>
        <source>Events: %1. Emergency overrides: %2.</source>
        <translation>Eventos: %1. Excepciones de emergencia: %2.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguna</translation>
    </message>
    <message>
        <source>%1 used a key from %2 (%3).</source>
        <translation>%1 usó una llave desde %2 (%3).</translation>
    </message>
    <message>
        <source>Where %1 lies is not known: give its network a position in the key policy.</source>
        <translation>No se sabe dónde queda %1: dé una posición a su red en la política de llaves.</translation>
    </message>
    <message>
        <source>Select an alert first.</source>
        <translation>Seleccione primero una alerta.</translation>
    </message>
</context>
<context>
    <name>ok::app::KeyDialog</name>
    <message>
        <source>This key has expired. Add it again on the server&apos;s sign-in page.</source>
        <translation>Esta llave ha caducado. Añádala de nuevo en la página de inicio de sesión del servidor.</translation>
    </message>
    <message>
        <source>Keys are not taken from where you are. Use your utility&apos;s network.</source>
        <translation>No se aceptan llaves desde donde está. Use la red de su compañía.</translation>
    </message>
    <message>
        <source>Keys open nothing in this environment.</source>
        <translation>Las llaves no abren nada en este entorno.</translation>
    </message>
    <message>
        <source>&amp;PIN of the key</source>
        <translation>&amp;PIN de la llave</translation>
    </message>
    <message>
        <source>C&amp;ode instead</source>
        <translation>C&amp;ódigo en su lugar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Verify with your security key</source>
        <translation>Verifique con su llave de seguridad</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>PIN of the key</source>
        <translation>PIN de la llave</translation>
    </message>
    <message>
        <source>Code of your app, or a recovery code</source>
        <translation>Código de su aplicación o de recuperación</translation>
    </message>
    <message>
        <source>Plug in your security key and touch it when it blinks.</source>
        <translation>Conecte su llave de seguridad y tóquela cuando parpadee.</translation>
    </message>
    <message>
        <source>Waiting for the key...</source>
        <translation>Esperando la llave...</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>Thank you. One moment...</source>
        <translation>Gracias. Un momento...</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>No security key was found. Plug it in and try again.</source>
        <translation>No se encontró ninguna llave. Conéctela e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>This is not one of your enrolled keys. Plug in another one and try again.</source>
        <translation>No es una de sus llaves inscritas. Conecte otra e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>This key wants its PIN. Type it, then touch the key.</source>
        <translation>Esta llave pide su PIN. Escríbalo y toque la llave.</translation>
    </message>
    <message>
        <source>This is not the key&apos;s PIN.</source>
        <translation>Ese no es el PIN de la llave.</translation>
    </message>
    <message>
        <source>This is not the key&apos;s PIN. Tries left: %1.</source>
        <translation>Ese no es el PIN de la llave. Intentos restantes: %1.</translation>
    </message>
    <message>
        <source>The key is locked after too many wrong PINs. Use another key, or reset this one with its maker&apos;s program.</source>
        <translation>La llave está bloqueada tras demasiados PIN erróneos. Use otra llave o restablezca esta con el programa de su fabricante.</translation>
    </message>
    <message>
        <source>This key has no PIN yet. Set one with its maker&apos;s program.</source>
        <translation>Esta llave aún no tiene PIN. Póngale uno con el programa de su fabricante.</translation>
    </message>
    <message>
        <source>The key refused. Try again, or use another key.</source>
        <translation>La llave lo rechazó. Inténtelo de nuevo o use otra llave.</translation>
    </message>
    <message>
        <source>Nobody touched the key in time. Try again.</source>
        <translation>Nadie tocó la llave a tiempo. Inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Verification required to continue.</source>
        <translation>Se necesita verificación para continuar.</translation>
    </message>
    <message>
        <source>This key cannot do what is needed here. Use a FIDO2 key with a PIN.</source>
        <translation>Esta llave no puede hacer lo necesario. Use una llave FIDO2 con PIN.</translation>
    </message>
    <message>
        <source>The server asked for the key of another site. Check its address, and tell your administrator.</source>
        <translation>El servidor pidió la llave de otro sitio. Compruebe su dirección y avise a su administrador.</translation>
    </message>
    <message>
        <source>The server did not accept this key. Try another one, or ask your administrator.</source>
        <translation>El servidor no aceptó esta llave. Pruebe otra o pregunte a su administrador.</translation>
    </message>
    <message>
        <source>This code was not accepted. Wait for the next one and try again.</source>
        <translation>Este código no se aceptó. Espere el siguiente e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>No key registered. Add a security key under My security keys, or ask your administrator.</source>
        <translation>No hay ninguna llave registrada. Añada una en Mis llaves de seguridad o pregunte a su administrador.</translation>
    </message>
    <message>
        <source>Too many attempts. Wait ten minutes and try again.</source>
        <translation>Demasiados intentos. Espere diez minutos e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>That took too long. Cancel and start again.</source>
        <translation>Tardó demasiado. Cancele y empiece de nuevo.</translation>
    </message>
    <message>
        <source>User verification required: set a PIN on your key.</source>
        <translation>Se necesita verificación del usuario: ponga un PIN a su llave.</translation>
    </message>
    <message>
        <source>Hardware security key required.</source>
        <translation>Se necesita una llave de seguridad física.</translation>
    </message>
    <message>
        <source>The key did not answer as it should: %1 (%2). Try again.</source>
        <translation>La llave no respondió como debía: %1 (%2). Inténtelo de nuevo.</translation>
    </message>
</context>
<context>
    <name>ok::app::KeyPolicyPage</name>
    <message>
        <source>Too few keys</source>
        <translation>Faltan llaves</translation>
    </message>
    <message>
        <source>A key has expired</source>
        <translation>Una llave ha caducado</translation>
    </message>
    <message>
        <source>A key has to be enrolled anew soon</source>
        <translation>Una llave debe registrarse de nuevo pronto</translation>
    </message>
    <message>
        <source>A key is suspended</source>
        <translation>Una llave está suspendida</translation>
    </message>
    <message>
        <source>Used from a place that is not allowed</source>
        <translation>Usada desde un lugar no permitido</translation>
    </message>
    <message>
        <source>Used where keys open nothing</source>
        <translation>Usada donde las llaves no abren nada</translation>
    </message>
    <message>
        <source>A key that is not approved</source>
        <translation>Una llave no aprobada</translation>
    </message>
    <message>
        <source>Enrol more keys on the sign-in page</source>
        <translation>Registre más llaves en la página de inicio de sesión</translation>
    </message>
    <message>
        <source>Enrol the key anew on the sign-in page</source>
        <translation>Registre la llave de nuevo en la página de inicio de sesión</translation>
    </message>
    <message>
        <source>Find out what happened, then remove the key</source>
        <translation>Averigüe qué pasó y luego quite la llave</translation>
    </message>
    <message>
        <source>Use the utility&apos;s own network</source>
        <translation>Use la red de la compañía</translation>
    </message>
    <message>
        <source>Use a key from the utility&apos;s list</source>
        <translation>Use una llave de la lista de la compañía</translation>
    </message>
    <message>
        <source>Key policy</source>
        <translation>Política de llaves</translation>
    </message>
    <message>
        <source>Who has the keys that their roles ask for, and what helps where not.</source>
        <translation>Quién tiene las llaves que piden sus funciones y qué ayuda a quien no.</translation>
    </message>
    <message>
        <source>Kind of violation</source>
        <translation>Tipo de incumplimiento</translation>
    </message>
    <message>
        <source>Every kind</source>
        <translation>Todos los tipos</translation>
    </message>
    <message>
        <source>Save as &amp;CSV…</source>
        <translation>Guardar como &amp;CSV…</translation>
    </message>
    <message>
        <source>Save as &amp;JSON…</source>
        <translation>Guardar como &amp;JSON…</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Qué falla</translation>
    </message>
    <message>
        <source>What helps</source>
        <translation>Qué ayuda</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Funciones</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Entorno</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Región</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>Visto por última vez</translation>
    </message>
    <message>
        <source>Violations</source>
        <translation>Incumplimientos</translation>
    </message>
    <message>
        <source>Everybody meets the policy.</source>
        <translation>Todos cumplen la política.</translation>
    </message>
    <message>
        <source>No role asks for keys.</source>
        <translation>Ninguna función pide llaves.</translation>
    </message>
    <message>
        <source>In force from %1.</source>
        <translation>En vigor desde %1.</translation>
    </message>
    <message>
        <source>In force.</source>
        <translation>En vigor.</translation>
    </message>
    <message>
        <source>%1 of %2 people have the keys their roles ask for.</source>
        <translation>%1 de %2 personas tienen las llaves que piden sus funciones.</translation>
    </message>
    <message>
        <source>Places are lifted until %1.</source>
        <translation>Los lugares no se exigen hasta %1.</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>Versión %1</translation>
    </message>
    <message>
        <source>, changed %1 by %2</source>
        <translation>, cambiada %1 por %2</translation>
    </message>
    <message>
        <source>Roles: %1</source>
        <translation>Funciones: %1</translation>
    </message>
    <message>
        <source>Environments: %1</source>
        <translation>Entornos: %1</translation>
    </message>
    <message>
        <source>Regions: %1</source>
        <translation>Regiones: %1</translation>
    </message>
    <message>
        <source>%1: %2 more needed</source>
        <translation>%1: faltan %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Save the violations</source>
        <translation>Guardar los incumplimientos</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Guardado.</translation>
    </message>
    <message>
        <source>The file could not be written.</source>
        <translation>No se pudo escribir el archivo.</translation>
    </message>
</context>
<context>
    <name>ok::app::KeysPage</name>
    <message>
        <source>My keys</source>
        <translation>Mis llaves</translation>
    </message>
    <message>
        <source>Hardware keys prove that it is you. Have two: one with you, one in a safe place.</source>
        <translation>Las llaves físicas prueban que es usted. Tenga dos: una consigo y otra en lugar seguro.</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>Cambiar &amp;nombre…</translation>
    </message>
    <message>
        <source>&amp;Use first</source>
        <translation>&amp;Usar primero</translation>
    </message>
    <message>
        <source>Re&amp;move…</source>
        <translation>&amp;Quitar…</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Proof of its make</source>
        <translation>Prueba de fábrica</translation>
    </message>
    <message>
        <source>Enrolled</source>
        <translation>Inscrita</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Último uso</translation>
    </message>
    <message>
        <source>First</source>
        <translation>Primera</translation>
    </message>
    <message>
        <source>You have no hardware key yet.
Enrol one on the sign-in page of the server in a browser, or ask an administrator.</source>
        <translation>Aún no tiene ninguna llave.
Inscriba una en la página de entrada del servidor con un navegador, o pregunte a un administrador.</translation>
    </message>
    <message>
        <source>Rename a key</source>
        <translation>Cambiar el nombre de una llave</translation>
    </message>
    <message>
        <source>New name</source>
        <translation>Nombre nuevo</translation>
    </message>
    <message>
        <source>Renamed.</source>
        <translation>Nombre cambiado.</translation>
    </message>
    <message>
        <source>This key is asked for first.</source>
        <translation>Esta llave se pide primero.</translation>
    </message>
    <message>
        <source>Your last key</source>
        <translation>Su última llave</translation>
    </message>
    <message>
        <source>This is your last security key. Without one, what demands a key stays closed to you until you add another. Remove it all the same?</source>
        <translation>Esta es su última llave de seguridad. Sin ninguna, lo que exige una llave queda cerrado para usted hasta que añada otra. ¿Quitarla de todos modos?</translation>
    </message>
    <message>
        <source>Which key comes first</source>
        <translation>Qué llave va primero</translation>
    </message>
    <message>
        <source>Asked for first from now on</source>
        <translation>La que se pide primero desde ahora</translation>
    </message>
    <message>
        <source>Remove a key</source>
        <translation>Quitar una llave</translation>
    </message>
    <message>
        <source>The key `%1` opens nothing any more. Why?</source>
        <translation>La llave `%1` ya no abrirá nada. ¿Por qué?</translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation>Quitarla</translation>
    </message>
    <message>
        <source>Removed.</source>
        <translation>Quitada.</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Lista</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Suspendida</translation>
    </message>
    <message>
        <source>by its maker</source>
        <translation>de su fabricante</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguna</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>hace %1</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nunca</translation>
    </message>
    <message>
        <source>first</source>
        <translation>primera</translation>
    </message>
    <message>
        <source>Codes from an app: %1. Recovery codes left: %2.</source>
        <translation>Códigos de una aplicación: %1. Códigos de recuperación restantes: %2.</translation>
    </message>
    <message>
        <source>set up</source>
        <translation>configurados</translation>
    </message>
    <message>
        <source>not set up</source>
        <translation>sin configurar</translation>
    </message>
    <message>
        <source>Select a key first.</source>
        <translation>Elija primero una llave.</translation>
    </message>
    <message>
        <source>It is the first one already.</source>
        <translation>Ya es la primera.</translation>
    </message>
</context>
<context>
    <name>ok::app::LadderView</name>
    <message>
        <source>I look at &amp;it</source>
        <translation>Me oc&amp;upo yo</translation>
    </message>
    <message>
        <source>Put o&amp;ff…</source>
        <translation>Apla&amp;zar…</translation>
    </message>
    <message>
        <source>&amp;Give to…</source>
        <translation>Pa&amp;sar a…</translation>
    </message>
    <message>
        <source>Who is asked, and who is next</source>
        <translation>A quién se consulta y quién sigue</translation>
    </message>
    <message>
        <source>Holds the next step back while you look; decide soon</source>
        <translation>Detiene el paso siguiente mientras usted mira; decida pronto</translation>
    </message>
    <message>
        <source>The next ones are asked later (s)</source>
        <translation>A los siguientes se les consulta más tarde (s)</translation>
    </message>
    <message>
        <source>Somebody else is asked now; of several chosen rows, for all of them (r)</source>
        <translation>Ahora se consulta a otra persona; si hay varias filas elegidas, para todas (r)</translation>
    </message>
    <message>
        <source>WHO IS ASKED, AND WHO IS NEXT</source>
        <translation>A QUIÉN SE CONSULTA Y QUIÉN SIGUE</translation>
    </message>
    <message>
        <source>Nobody is asked any more.</source>
        <translation>Ya no se consulta a nadie.</translation>
    </message>
    <message>
        <source>Noted: you look at it.</source>
        <translation>Anotado: usted se ocupa.</translation>
    </message>
    <message numerus="yes">
        <source>Put off by %n minute(s).</source>
        <translation>
            <numerusform>Aplazado %n minuto.</numerusform>
            <numerusform>Aplazado %n minutos.</numerusform>
        </translation>
    </message>
    <message>
        <source>It goes on.</source>
        <translation>Sigue adelante.</translation>
    </message>
    <message numerus="yes">
        <source>%n given to %1.</source>
        <translation>
            <numerusform>%n pasada a %1.</numerusform>
            <numerusform>%n pasadas a %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 Not given: %2.</source>
        <translation>%1 No se pasó: %2.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>ok::app::MainWindow</name>
    <message>
        <source>&amp;Desk</source>
        <translation>&amp;Mesa</translation>
    </message>
    <message>
        <source>Command &amp;palette…</source>
        <translation>&amp;Paleta de órdenes…</translation>
    </message>
    <message>
        <source>Sign &amp;out</source>
        <translation>&amp;Cerrar sesión</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Salir</translation>
    </message>
    <message>
        <source>&amp;Incident</source>
        <translation>&amp;Incidente</translation>
    </message>
    <message>
        <source>Biggest un&amp;handled incident</source>
        <translation>Ma&amp;yor incidente sin atender</translation>
    </message>
    <message>
        <source>&amp;Reports</source>
        <translation>&amp;Avisos</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ver</translation>
    </message>
    <message>
        <source>&amp;Group reports on the map</source>
        <translation>&amp;Agrupar avisos en el mapa</translation>
    </message>
    <message>
        <source>Whole &amp;territory</source>
        <translation>Todo el &amp;territorio</translation>
    </message>
    <message>
        <source>&amp;Light colours</source>
        <translation>Colores &amp;claros</translation>
    </message>
    <message>
        <source>&amp;Search incidents</source>
        <translation>&amp;Buscar incidentes</translation>
    </message>
    <message>
        <source>Go to &amp;map</source>
        <translation>Ir al &amp;mapa</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>Ir a %1</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>&amp;Paneles</translation>
    </message>
    <message>
        <source>Show or hide: %1</source>
        <translation>Mostrar u ocultar: %1</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>&amp;Restablecer disposición</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>A&amp;yuda</translation>
    </message>
    <message>
        <source>&amp;About OutageKit</source>
        <translation>&amp;Acerca de OutageKit</translation>
    </message>
    <message>
        <source>About OutageKit</source>
        <translation>Acerca de OutageKit</translation>
    </message>
    <message>
        <source>OutageKit: from the first report to an honest answer.
Apache-2.0. Map data © OpenStreetMap contributors.</source>
        <translation>OutageKit: del primer aviso a una respuesta honesta.
Apache-2.0. Datos del mapa © colaboradores de OpenStreetMap.</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>Incidentes</translation>
    </message>
    <message>
        <source>Incident</source>
        <translation>Incidente</translation>
    </message>
    <message>
        <source>Unplaced reports</source>
        <translation>Avisos sin situar</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>Aprobaciones</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
    <message>
        <source>Log proof</source>
        <translation>Prueba del registro</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Conexión</translation>
    </message>
    <message>
        <source>Signed in as</source>
        <translation>Sesión de</translation>
    </message>
    <message>
        <source>Last result</source>
        <translation>Último resultado</translation>
    </message>
    <message>
        <source>This report stands alone so far; it forms an incident when others come near.</source>
        <translation>Este aviso está solo por ahora; formará un incidente cuando lleguen otros cerca.</translation>
    </message>
    <message>
        <source>OutageKit</source>
        <translation>OutageKit</translation>
    </message>
    <message>
        <source>%1 - OutageKit</source>
        <translation>%1 - OutageKit</translation>
    </message>
    <message>
        <source>DRILL - %1</source>
        <translation>SIMULACRO - %1</translation>
    </message>
    <message>
        <source>Unplaced reports (%1)</source>
        <translation>Avisos sin situar (%1)</translation>
    </message>
    <message>
        <source>Approvals (%1)</source>
        <translation>Aprobaciones (%1)</translation>
    </message>
    <message>
        <source>Offline %1</source>
        <translation>Sin conexión %1</translation>
    </message>
    <message>
        <source>Connecting %1</source>
        <translation>Conectando %1</translation>
    </message>
    <message>
        <source>Connected %1</source>
        <translation>Conectado %1</translation>
    </message>
    <message>
        <source>Stopped %1</source>
        <translation>Detenido %1</translation>
    </message>
    <message>
        <source>Log not checked yet</source>
        <translation>Registro aún sin comprobar</translation>
    </message>
    <message>
        <source>Checking the log</source>
        <translation>Comprobando el registro</translation>
    </message>
    <message>
        <source>Log verified to %1</source>
        <translation>Registro verificado hasta %1</translation>
    </message>
    <message>
        <source>LOG DOES NOT FIT</source>
        <translation>EL REGISTRO NO CUADRA</translation>
    </message>
    <message>
        <source>L&amp;anguage</source>
        <translation>&amp;Idioma</translation>
    </message>
    <message>
        <source>%1 from the next start on</source>
        <translation>%1 a partir del próximo inicio</translation>
    </message>
    <message>
        <source>&amp;Log</source>
        <translation>Re&amp;gistro</translation>
    </message>
    <message>
        <source>&amp;Integrity of the log</source>
        <translation>&amp;Integridad del registro</translation>
    </message>
    <message>
        <source>&amp;Search the log…</source>
        <translation>&amp;Buscar en el registro…</translation>
    </message>
    <message>
        <source>&amp;Exports…</source>
        <translation>&amp;Exportaciones…</translation>
    </message>
    <message>
        <source>Export s&amp;chedules…</source>
        <translation>Exportaciones &amp;programadas…</translation>
    </message>
    <message>
        <source>Log &amp;proof of this console</source>
        <translation>P&amp;rueba del registro de esta consola</translation>
    </message>
    <message>
        <source>There is no page `%1`.</source>
        <translation>No hay ninguna página `%1`.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>A&amp;justes</translation>
    </message>
    <message>
        <source>&amp;Versions of rules…</source>
        <translation>&amp;Versiones de las reglas…</translation>
    </message>
    <message>
        <source>&amp;Where people come from…</source>
        <translation>&amp;De dónde vienen las personas…</translation>
    </message>
    <message>
        <source>&amp;Sessions…</source>
        <translation>&amp;Sesiones…</translation>
    </message>
    <message>
        <source>My &amp;keys…</source>
        <translation>Mis &amp;llaves…</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>&amp;Roles and scopes…</source>
        <translation>&amp;Funciones y alcances…</translation>
    </message>
    <message>
        <source>&amp;Assignments…</source>
        <translation>&amp;Asignaciones…</translation>
    </message>
    <message>
        <source>&amp;Effective rights…</source>
        <translation>&amp;Derechos efectivos…</translation>
    </message>
    <message>
        <source>&amp;Backups…</source>
        <translation>&amp;Copias de seguridad…</translation>
    </message>
    <message>
        <source>Se&amp;curity…</source>
        <translation>Se&amp;guridad…</translation>
    </message>
    <message>
        <source>Re&amp;view what waits</source>
        <translation>Re&amp;visar lo que espera</translation>
    </message>
    <message>
        <source>Chain of custod&amp;y…</source>
        <translation>Cadena de custod&amp;ia…</translation>
    </message>
    <message>
        <source>How &amp;risks were judged…</source>
        <translation>Cómo se juzgaron los &amp;riesgos…</translation>
    </message>
    <message>
        <source>E&amp;mergencies…</source>
        <translation>E&amp;mergencias…</translation>
    </message>
    <message>
        <source>On &amp;call</source>
        <translation>De &amp;guardia</translation>
    </message>
    <message>
        <source>&amp;What waits…</source>
        <translation>&amp;Lo que espera…</translation>
    </message>
    <message>
        <source>&amp;Rosters…</source>
        <translation>&amp;Guardias…</translation>
    </message>
    <message>
        <source>Response &amp;times…</source>
        <translation>&amp;Tiempos de respuesta…</translation>
    </message>
    <message>
        <source>On call</source>
        <translation>De guardia</translation>
    </message>
</context>
<context>
    <name>ok::app::MapColours</name>
    <message>
        <source>Reports</source>
        <translation>Avisos</translation>
    </message>
    <message>
        <source>DRILL</source>
        <translation>SIMULACRO</translation>
    </message>
</context>
<context>
    <name>ok::app::MapPanel</name>
    <message>
        <source>Map of incidents and reports</source>
        <translation>Mapa de incidentes y avisos</translation>
    </message>
    <message>
        <source>%1, %2 ago: %3</source>
        <translation>%1, hace %2: %3</translation>
    </message>
    <message>
        <source>Placed to about %1 m</source>
        <translation>Situado con unos %1 m de precisión</translation>
    </message>
    <message numerus="yes">
        <source>%n report(s) here. Click to look closer.</source>
        <translation>
            <numerusform>%n aviso aquí. Haga clic para acercarse.</numerusform>
            <numerusform>%n avisos aquí. Haga clic para acercarse.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::MapView</name>
    <message>
        <source>Incidents on the map</source>
        <translation>Incidentes en el mapa</translation>
    </message>
</context>
<context>
    <name>ok::app::MatrixDraft</name>
    <message>
        <source>This version cannot be shown by this console: it may be newer than the console.</source>
        <translation>Esta consola no puede mostrar esta versión: puede ser más nueva que la consola.</translation>
    </message>
    <message>
        <source>In force: what is built in. Make a draft to change it.</source>
        <translation>En vigor: lo incorporado. Haga un borrador para cambiarlo.</translation>
    </message>
    <message>
        <source>Draft %1, with changes that are not saved.</source>
        <translation>Borrador %1, con cambios sin guardar.</translation>
    </message>
    <message>
        <source>Draft %1. Nobody is affected before it is published.</source>
        <translation>Borrador %1. No afecta a nadie antes de publicarse.</translation>
    </message>
    <message>
        <source>In force: version %1. Make a draft to change it.</source>
        <translation>En vigor: versión %1. Haga un borrador para cambiarla.</translation>
    </message>
    <message>
        <source>What is in force cannot be edited. Make a draft first.</source>
        <translation>Lo que está en vigor no se edita. Haga antes un borrador.</translation>
    </message>
    <message>
        <source>The draft is made. What you change here is in force only when it was approved and published.</source>
        <translation>El borrador está hecho. Lo que cambie aquí solo rige cuando se apruebe y publique.</translation>
    </message>
    <message>
        <source>Saved in draft %1. Ask for its review under Versions.</source>
        <translation>Guardado en el borrador %1. Pida su revisión en Versiones.</translation>
    </message>
</context>
<context>
    <name>ok::app::MessagesModel</name>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Audience</source>
        <translation>Destinatarios</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Enviados</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Entregados</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fallidos</translation>
    </message>
    <message>
        <source>Withheld</source>
        <translation>Retenidos</translation>
    </message>
</context>
<context>
    <name>ok::app::MessagesPanel</name>
    <message>
        <source>Messages to customers</source>
        <translation>Mensajes a clientes</translation>
    </message>
    <message>
        <source>Nothing has been sent to customers yet.
Select an incident and press Ctrl+D to draft an update.</source>
        <translation>Aún no se ha enviado nada a los clientes.
Seleccione un incidente y pulse Ctrl+D para redactar un aviso.</translation>
    </message>
    <message>
        <source>Take &amp;back…</source>
        <translation>&amp;Retirar…</translation>
    </message>
    <message>
        <source>What would be sent</source>
        <translation>Qué se enviaría</translation>
    </message>
    <message>
        <source>Sends the approved correction to everybody who got this message, and stops the rest</source>
        <translation>Envía la corrección aprobada a todos los que recibieron este mensaje y detiene el resto</translation>
    </message>
    <message>
        <source>Pick a message to take it back.</source>
        <translation>Elija un mensaje para retirarlo.</translation>
    </message>
    <message>
        <source>It was taken back.</source>
        <translation>Se retiró.</translation>
    </message>
    <message>
        <source>Only what has left with an approved correction can be taken back.</source>
        <translation>Solo se puede retirar lo que salió con una corrección aprobada.</translation>
    </message>
    <message>
        <source>their address</source>
        <translation>su dirección</translation>
    </message>
    <message>
        <source>If it is wrong: %1</source>
        <translation>Si está mal: %1</translation>
    </message>
    <message>
        <source>&amp;On its way…</source>
        <translation>&amp;En camino…</translation>
    </message>
    <message>
        <source>By channel and cohort, read anew every five seconds; pause, slow down, put off</source>
        <translation>Por canal y grupo, se lee de nuevo cada cinco segundos; pausar, frenar, aplazar</translation>
    </message>
    <message>
        <source>Pick a message first.</source>
        <translation>Elija primero un mensaje.</translation>
    </message>
</context>
<context>
    <name>ok::app::OverridesPage</name>
    <message>
        <source>Left at once</source>
        <translation>Salió de inmediato</translation>
    </message>
    <message>
        <source>Not confirmed</source>
        <translation>Sin confirmar</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>asked for its release</source>
        <translation>pidió su publicación</translation>
    </message>
    <message>
        <source>asked for an emergency override</source>
        <translation>pidió una excepción de emergencia</translation>
    </message>
    <message>
        <source>confirmed it</source>
        <translation>lo confirmó</translation>
    </message>
    <message>
        <source>was not confirmed in time</source>
        <translation>no se confirmó a tiempo</translation>
    </message>
    <message>
        <source>approved</source>
        <translation>aprobó</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>rechazó</translation>
    </message>
    <message>
        <source>took it to the next level</source>
        <translation>lo llevó al siguiente nivel</translation>
    </message>
    <message>
        <source>commented</source>
        <translation>comentó</translation>
    </message>
    <message>
        <source>Emergencies</source>
        <translation>Emergencias</translation>
    </message>
    <message>
        <source>What left without its approvals. Somebody who was part of neither half looks at each afterwards.</source>
        <translation>Lo que salió sin sus aprobaciones. Alguien que no participó revisa cada caso después.</translation>
    </message>
    <message>
        <source>To be looked at</source>
        <translation>Por revisar</translation>
    </message>
    <message>
        <source>Looked at</source>
        <translation>Visto por</translation>
    </message>
    <message>
        <source>Which emergencies</source>
        <translation>Qué emergencias</translation>
    </message>
    <message>
        <source>Say what you &amp;found…</source>
        <translation>Decir lo que &amp;encontró…</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>Pedido por</translation>
    </message>
    <message>
        <source>Confirmed by</source>
        <translation>Confirmado por</translation>
    </message>
    <message>
        <source>Reached</source>
        <translation>Alcance</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Por qué</translation>
    </message>
    <message>
        <source>Nothing has to be looked at.</source>
        <translation>No hay nada por revisar.</translation>
    </message>
    <message>
        <source>%1: %2 people</source>
        <translation>%1: %2 personas</translation>
    </message>
    <message>
        <source>%1  %2 %3%4</source>
        <translation>%1  %2 %3%4</translation>
    </message>
    <message>
        <source>%1  %2 looked at it: %3</source>
        <translation>%1  %2 lo revisó: %3</translation>
    </message>
    <message>
        <source>Select an emergency first.</source>
        <translation>Seleccione primero una emergencia.</translation>
    </message>
    <message>
        <source>This was looked at already.</source>
        <translation>Esto ya se revisó.</translation>
    </message>
    <message>
        <source>You were part of it: somebody else has to look at it.</source>
        <translation>Usted participó: alguien más tiene que revisarlo.</translation>
    </message>
    <message>
        <source>What you found</source>
        <translation>Lo que encontró</translation>
    </message>
    <message>
        <source>Was it right to send this at once? What has to change? It stays in the log.</source>
        <translation>¿Fue correcto enviarlo de inmediato? ¿Qué tiene que cambiar? Queda en el registro.</translation>
    </message>
    <message>
        <source>Close the task</source>
        <translation>Cerrar la tarea</translation>
    </message>
    <message>
        <source>Closed, with what you found.</source>
        <translation>Cerrada, con lo que encontró.</translation>
    </message>
</context>
<context>
    <name>ok::app::Page</name>
    <message>
        <source>Last result</source>
        <translation>Último resultado</translation>
    </message>
</context>
<context>
    <name>ok::app::PagesWindow</name>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
    </message>
</context>
<context>
    <name>ok::app::PendingPage</name>
    <message>
        <source>What waits</source>
        <translation>Lo que espera</translation>
    </message>
    <message>
        <source>Every request that waits for a key, and how long it can.</source>
        <translation>Cada solicitud que espera una llave, y cuánto puede esperar.</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>&amp;Revisar</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>aún sin leer</translation>
    </message>
    <message>
        <source>WAITING</source>
        <translation>EN ESPERA</translation>
    </message>
    <message>
        <source>OVER IN 5 MIN</source>
        <translation>VENCEN EN 5 MIN</translation>
    </message>
    <message>
        <source>NOBODY LOOKS AT</source>
        <translation>NADIE LAS MIRA</translation>
    </message>
    <message>
        <source>HIGH RISK</source>
        <translation>RIESGO ALTO</translation>
    </message>
    <message>
        <source>LONGEST WAIT</source>
        <translation>ESPERA MÁS LARGA</translation>
    </message>
    <message>
        <source>Select a request first.</source>
        <translation>Elige primero una solicitud.</translation>
    </message>
    <message>
        <source>%1 with people being called</source>
        <translation>%1 con personas avisadas</translation>
    </message>
    <message>
        <source>then nothing leaves</source>
        <translation>después no sale nada</translation>
    </message>
    <message>
        <source>of those who are called</source>
        <translation>de las que se avisan</translation>
    </message>
    <message>
        <source>high or blocked</source>
        <translation>alto o bloqueado</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>desde %1</translation>
    </message>
    <message>
        <source>nothing waits</source>
        <translation>nada espera</translation>
    </message>
</context>
<context>
    <name>ok::app::Permits</name>
    <message>
        <source>Nobody is signed in.</source>
        <translation>Nadie ha entrado.</translation>
    </message>
    <message>
        <source>No role includes this (%1). An administrator can add it to one.</source>
        <translation>Ninguna función incluye esto (%1). Un administrador puede añadirlo a una.</translation>
    </message>
    <message>
        <source>Your role does not include this (%1). It may be done by: %2.</source>
        <translation>Su función no incluye esto (%1). Puede hacerlo: %2.</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>operador</translation>
    </message>
    <message>
        <source>approver</source>
        <translation>aprobador</translation>
    </message>
    <message>
        <source>supervisor</source>
        <translation>supervisor</translation>
    </message>
    <message>
        <source>administrator</source>
        <translation>administrador</translation>
    </message>
    <message>
        <source>auditor</source>
        <translation>auditor</translation>
    </message>
    <message>
        <source>log administrator</source>
        <translation>administrador del registro</translation>
    </message>
    <message>
        <source>intake</source>
        <translation>recepción</translation>
    </message>
    <message>
        <source>The rules in force cannot be read, so nothing is allowed. Tell your administrator.</source>
        <translation>No se pueden leer las reglas en vigor, así que nada se permite. Avise a su administrador.</translation>
    </message>
    <message>
        <source>approver of rules</source>
        <translation>aprobador de reglas</translation>
    </message>
    <message>
        <source>keeper of the roster</source>
        <translation>encargado de guardias</translation>
    </message>
</context>
<context>
    <name>ok::app::PolicyDialog</name>
    <message>
        <source>Policy</source>
        <translation>Política</translation>
    </message>
    <message>
        <source>allows</source>
        <translation>permite</translation>
    </message>
    <message>
        <source>forbids (stronger than every allow)</source>
        <translation>prohíbe (pesa más que todo permiso)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Effect</source>
        <translation>Efecto</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Acciones</translation>
    </message>
    <message>
        <source>NAME</source>
        <translation>NOMBRE</translation>
    </message>
    <message>
        <source>EFFECT</source>
        <translation>EFECTO</translation>
    </message>
    <message>
        <source>ACTIONS</source>
        <translation>ACCIONES</translation>
    </message>
    <message>
        <source>Choose at least one action.</source>
        <translation>Elija al menos una acción.</translation>
    </message>
    <message>
        <source>Give the policy a name.</source>
        <translation>Póngale nombre a la política.</translation>
    </message>
</context>
<context>
    <name>ok::app::PreflightView</name>
    <message>
        <source>Preflight</source>
        <translation>Comprobación previa</translation>
    </message>
    <message>
        <source>Why is it needed all the same?</source>
        <translation>¿Por qué hace falta de todos modos?</translation>
    </message>
    <message>
        <source>Whom this reaches could not be worked out (%1). Try again, or choose fewer recipients.</source>
        <translation>No se pudo calcular a quién llega (%1). Inténtelo de nuevo o elija menos destinatarios.</translation>
    </message>
    <message>
        <source>Say why in at least %1 characters: %2 more.</source>
        <translation>Diga por qué en al menos %1 caracteres: faltan %2.</translation>
    </message>
    <message>
        <source>Self-approval not permitted per policy.</source>
        <translation>La política no permite aprobar lo propio.</translation>
    </message>
    <message>
        <source>You have released this already: another person has to, too.</source>
        <translation>Usted ya lo liberó: también debe hacerlo otra persona.</translation>
    </message>
    <message>
        <source>The utility wants other roles than yours to release this.</source>
        <translation>La empresa quiere que lo liberen otros roles que los suyos.</translation>
    </message>
    <message>
        <source>Beyond a limit that nobody may pass.</source>
        <translation>Más allá de un límite que nadie puede pasar.</translation>
    </message>
    <message>
        <source>Your role does not include this.</source>
        <translation>Su rol no lo incluye.</translation>
    </message>
    <message>
        <source>Outside what your roles allow: see below.</source>
        <translation>Fuera de lo que permiten sus roles: véase abajo.</translation>
    </message>
    <message>
        <source>Nobody would be told: no recipients with these choices.</source>
        <translation>No se avisaría a nadie: sin destinatarios con esta selección.</translation>
    </message>
    <message>
        <source>Unusually large, with a reason: %1 messages.</source>
        <translation>Inusualmente grande, con un motivo: %1 mensajes.</translation>
    </message>
    <message>
        <source>Validation OK: %1 messages, all within what your roles allow.</source>
        <translation>Validación correcta: %1 mensajes, todos dentro de lo que permiten sus roles.</translation>
    </message>
    <message>
        <source>everywhere</source>
        <translation>en todas partes</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nada</translation>
    </message>
    <message>
        <source>%1; allowed: &lt;b&gt;%2&lt;/b&gt;</source>
        <translation>%1; permitido: &lt;b&gt;%2&lt;/b&gt;</translation>
    </message>
    <message>
        <source>recipients</source>
        <translation>destinatarios</translation>
    </message>
    <message>
        <source>territories</source>
        <translation>territorios</translation>
    </message>
    <message>
        <source>at most %1 %2, these are &lt;b&gt;%3&lt;/b&gt;</source>
        <translation>como máximo %1 %2, estos son &lt;b&gt;%3&lt;/b&gt;</translation>
    </message>
    <message>
        <source>nobody, with the roles as they are</source>
        <translation>nadie, con los roles actuales</translation>
    </message>
    <message>
        <source>Can release</source>
        <translation>Puede liberar</translation>
    </message>
    <message>
        <source>Can release %1</source>
        <translation>Puede liberar %1</translation>
    </message>
    <message>
        <source>Recipients</source>
        <translation>Destinatarios</translation>
    </message>
    <message>
        <source>Severity, content</source>
        <translation>Gravedad, contenido</translation>
    </message>
    <message>
        <source>outside every known area</source>
        <translation>fuera de toda zona conocida</translation>
    </message>
    <message>
        <source> (not yours)</source>
        <translation> (no es suya)</translation>
    </message>
    <message>
        <source>Where they live</source>
        <translation>Dónde viven</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personas</translation>
    </message>
    <message>
        <source>By channel</source>
        <translation>Por canal</translation>
    </message>
    <message>
        <source>By area</source>
        <translation>Por zona</translation>
    </message>
    <message>
        <source>Not told</source>
        <translation>Sin aviso</translation>
    </message>
    <message>
        <source>Held by quiet hours</source>
        <translation>En espera por horas de silencio</translation>
    </message>
    <message>
        <source>critical care</source>
        <translation>cuidado crítico</translation>
    </message>
    <message>
        <source>standard</source>
        <translation>normal</translation>
    </message>
    <message>
        <source>no contact</source>
        <translation>sin contacto</translation>
    </message>
    <message>
        <source>opted out</source>
        <translation>se dieron de baja</translation>
    </message>
    <message>
        <source>not opted in</source>
        <translation>sin consentimiento</translation>
    </message>
    <message>
        <source>not by these rules</source>
        <translation>no por estas reglas</translation>
    </message>
    <message>
        <source>%1 at least %2 min, %3 at a time, %4 a minute</source>
        <translation>%1 al menos %2 min, %3 a la vez, %4 por minuto</translation>
    </message>
    <message>
        <source>, %1 not before %2 where they live</source>
        <translation>, %1 no antes de las %2 donde viven</translation>
    </message>
    <message>
        <source>Delivery</source>
        <translation>Entrega</translation>
    </message>
    <message>
        <source>Computed</source>
        <translation>Calculado</translation>
    </message>
    <message>
        <source>Risk now</source>
        <translation>Riesgo ahora</translation>
    </message>
    <message>
        <source>%1 of 100, %2. %3</source>
        <translation>%1 de 100, %2. %3</translation>
    </message>
    <message>
        <source>It would ask for</source>
        <translation>Pediría</translation>
    </message>
</context>
<context>
    <name>ok::app::ProgressDialog</name>
    <message>
        <source>Text message</source>
        <translation>Mensaje de texto</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>Correo</translation>
    </message>
    <message>
        <source>Phone call</source>
        <translation>Llamada</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>Previstos</translation>
    </message>
    <message>
        <source>Dispatched</source>
        <translation>Despachados</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Entregados</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fallida</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Cancelados</translation>
    </message>
    <message>
        <source>&amp;Pause…</source>
        <translation>&amp;Pausar…</translation>
    </message>
    <message>
        <source>&amp;Slower…</source>
        <translation>Más &amp;lento…</translation>
    </message>
    <message>
        <source>&amp;Later…</source>
        <translation>&amp;Más tarde…</translation>
    </message>
    <message>
        <source>Another &amp;order…</source>
        <translation>Otro &amp;orden…</translation>
    </message>
    <message>
        <source>On its way: %1</source>
        <translation>En camino: %1</translation>
    </message>
    <message>
        <source>How it leaves</source>
        <translation>Cómo sale</translation>
    </message>
    <message>
        <source>How the last thing went</source>
        <translation>Cómo resultó lo último</translation>
    </message>
    <message>
        <source>What waits of the chosen channel leaves later</source>
        <translation>Lo que espera del canal elegido sale más tarde</translation>
    </message>
    <message>
        <source>Something may leave earlier then: pause it first, and a second person approves it</source>
        <translation>Algo puede salir antes: páuselo primero, y una segunda persona lo aprueba</translation>
    </message>
    <message>
        <source>Channels and cohorts</source>
        <translation>Canales y grupos</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Cerrar</translation>
    </message>
    <message>
        <source>done about %1</source>
        <translation>listo hacia %1</translation>
    </message>
    <message>
        <source>nothing waits</source>
        <translation>nada espera</translation>
    </message>
    <message>
        <source>    cohort %1</source>
        <translation>    grupo %1</translation>
    </message>
    <message>
        <source>, began late</source>
        <translation>, empezó tarde</translation>
    </message>
    <message>
        <source>, given up</source>
        <translation>, se abandonó</translation>
    </message>
    <message>
        <source>Paused: nothing more leaves.</source>
        <translation>En pausa: no sale nada más.</translation>
    </message>
    <message>
        <source>It is leaving.</source>
        <translation>Está saliendo.</translation>
    </message>
    <message>
        <source>Nothing of it is under way.</source>
        <translation>Nada de esto está en camino.</translation>
    </message>
    <message>
        <source>At most %1 a minute.</source>
        <translation>Como máximo %1 por minuto.</translation>
    </message>
    <message>
        <source>Last change %1, read %2.</source>
        <translation>Último cambio %1, leído %2.</translation>
    </message>
    <message>
        <source>&amp;Go on…</source>
        <translation>&amp;Seguir…</translation>
    </message>
    <message>
        <source>Pick a channel first.</source>
        <translation>Elija primero un canal.</translation>
    </message>
    <message>
        <source>Pause it first.</source>
        <translation>Páuselo primero.</translation>
    </message>
    <message>
        <source>It has one channel.</source>
        <translation>Tiene un solo canal.</translation>
    </message>
    <message>
        <source>Somebody changed how it leaves since this was read: look again.</source>
        <translation>Alguien cambió cómo sale desde que se leyó: mire de nuevo.</translation>
    </message>
    <message>
        <source>A second person has to approve it.</source>
        <translation>Una segunda persona tiene que aprobarlo.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Seguir</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>¿Por qué?</translation>
    </message>
    <message>
        <source>It goes on.</source>
        <translation>Sigue adelante.</translation>
    </message>
    <message>
        <source>Nothing more leaves.</source>
        <translation>No sale nada más.</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>Más lento</translation>
    </message>
    <message>
        <source>Of each channel at most so many a minute. Nothing leaves earlier than it would.</source>
        <translation>De cada canal, como máximo tantos por minuto. Nada sale antes de lo previsto.</translation>
    </message>
    <message>
        <source>It leaves slower now.</source>
        <translation>Ahora sale más lento.</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Más tarde</translation>
    </message>
    <message>
        <source>By how many minutes does what waits leave later?</source>
        <translation>¿Cuántos minutos más tarde sale lo que espera?</translation>
    </message>
    <message>
        <source>It leaves later.</source>
        <translation>Sale más tarde.</translation>
    </message>
    <message>
        <source>Another order</source>
        <translation>Otro orden</translation>
    </message>
    <message>
        <source>In which order does the rest leave?</source>
        <translation>¿En qué orden sale el resto?</translation>
    </message>
    <message>
        <source>Why? The second person reads this.</source>
        <translation>¿Por qué? Lo lee la segunda persona.</translation>
    </message>
    <message>
        <source>Ask for it</source>
        <translation>Pedirlo</translation>
    </message>
    <message>
        <source>It leaves in another order.</source>
        <translation>Sale en otro orden.</translation>
    </message>
</context>
<context>
    <name>ok::app::ProofPanel</name>
    <message>
        <source>Not connected</source>
        <translation>Sin conexión</translation>
    </message>
    <message>
        <source>When connected, this console checks every log entry it receives.</source>
        <translation>Con conexión, esta consola comprueba cada entrada del registro que recibe.</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Comprobando</translation>
    </message>
    <message>
        <source>Entries fit together so far; the first signed checkpoint has not come yet.</source>
        <translation>Las entradas encajan hasta ahora; aún no ha llegado el primer punto de control firmado.</translation>
    </message>
    <message>
        <source>The log fits</source>
        <translation>El registro cuadra</translation>
    </message>
    <message>
        <source>Every entry received here is chained to the one before and covered by a signed checkpoint.</source>
        <translation>Cada entrada recibida aquí está encadenada a la anterior y cubierta por un punto de control firmado.</translation>
    </message>
    <message>
        <source>The log does not fit</source>
        <translation>El registro no cuadra</translation>
    </message>
    <message>
        <source>Key: %1</source>
        <translation>Clave: %1</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Flujo</translation>
    </message>
    <message>
        <source>Entries checked</source>
        <translation>Entradas comprobadas</translation>
    </message>
    <message>
        <source>Signed up to</source>
        <translation>Firmado hasta</translation>
    </message>
    <message>
        <source>Signed at</source>
        <translation>Firmado el</translation>
    </message>
    <message>
        <source>Root</source>
        <translation>Raíz</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Hallado</translation>
    </message>
    <message>
        <source>What did not fit</source>
        <translation>Qué no cuadró</translation>
    </message>
    <message>
        <source>Acknowledged by</source>
        <translation>Tomó nota</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Streams of the log</source>
        <translation>Flujos del registro</translation>
    </message>
    <message>
        <source>Earlier alarms</source>
        <translation>Alarmas anteriores</translation>
    </message>
    <message>
        <source>Nothing has been checked yet.</source>
        <translation>Aún no se ha comprobado nada.</translation>
    </message>
    <message>
        <source>Everything this console ever saw of the log has fitted.</source>
        <translation>Todo lo que esta consola ha visto del registro ha cuadrado.</translation>
    </message>
    <message>
        <source>Key of the log</source>
        <translation>Clave del registro</translation>
    </message>
    <message>
        <source>&amp;Acknowledge…</source>
        <translation>&amp;Tomar nota…</translation>
    </message>
    <message>
        <source>Save e&amp;vidence…</source>
        <translation>Guardar &amp;pruebas…</translation>
    </message>
    <message>
        <source>%1
The server&apos;s history is not the one this console has seen. Do not rely on it: save the evidence and tell your security officer. Nothing more is taken from this server until somebody acknowledges this.</source>
        <translation>%1
La historia del servidor no es la que esta consola ha visto. No se fíe: guarde las pruebas y avise a su responsable de seguridad. No se toma nada más de este servidor hasta que alguien tome nota.</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>aún no</translation>
    </message>
</context>
<context>
    <name>ok::app::QueueView</name>
    <message>
        <source>Approvals</source>
        <translation>Aprobaciones</translation>
    </message>
    <message>
        <source>Nothing waits for a second person.
Messages to customers and changed ETAs appear here before they leave.</source>
        <translation>Nada espera a una segunda persona.
Los mensajes a clientes y los cambios de hora estimada aparecen aquí antes de salir.</translation>
    </message>
    <message>
        <source>Find (/)</source>
        <translation>Buscar (/)</translation>
    </message>
    <message>
        <source>Find in the queue</source>
        <translation>Buscar en la cola</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todas</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>High risk</source>
        <translation>Riesgo alto</translation>
    </message>
    <message>
        <source>Put off</source>
        <translation>Para más tarde</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Mías</translation>
    </message>
    <message>
        <source>Which requests</source>
        <translation>Qué solicitudes</translation>
    </message>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>%n hallada</numerusform>
            <numerusform>%n halladas</numerusform>
        </translation>
    </message>
    <message>
        <source>Keys of the queue</source>
        <translation>Teclas de la cola</translation>
    </message>
    <message>
        <source>Up, Down</source>
        <translation>Arriba, Abajo</translation>
    </message>
    <message>
        <source>the request before, the next one; with Shift several</source>
        <translation>la solicitud anterior, la siguiente; con Mayús, varias</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Intro</translation>
    </message>
    <message>
        <source>to the review</source>
        <translation>a la revisión</translation>
    </message>
    <message>
        <source>give the chosen ones to somebody else</source>
        <translation>pasar las elegidas a otra persona</translation>
    </message>
    <message>
        <source>put the next step off</source>
        <translation>aplazar el paso siguiente</translation>
    </message>
    <message>
        <source>comment</source>
        <translation>comentar</translation>
    </message>
    <message>
        <source>find</source>
        <translation>buscar</translation>
    </message>
    <message>
        <source>which requests</source>
        <translation>qué solicitudes</translation>
    </message>
    <message>
        <source>this list</source>
        <translation>esta lista</translation>
    </message>
    <message>
        <source>⚠ Connection delayed: nothing was heard of the server for ten seconds. Times stand still until it answers.</source>
        <translation>⚠ Conexión demorada: no se oye al servidor desde hace diez segundos. Los tiempos se detienen hasta que responda.</translation>
    </message>
    <message>
        <source>Connection delayed</source>
        <translation>Conexión demorada</translation>
    </message>
    <message>
        <source>Last change of the queue</source>
        <translation>Último cambio de la cola</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>Filtros</translation>
    </message>
    <message>
        <source>More to narrow by</source>
        <translation>Más filtros</translation>
    </message>
    <message>
        <source>&amp;Views</source>
        <translation>&amp;Vistas</translation>
    </message>
    <message>
        <source>Saved views of the queue</source>
        <translation>Vistas guardadas de la cola</translation>
    </message>
    <message>
        <source>How many fit</source>
        <translation>Cuántas coinciden</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Paso</translation>
    </message>
    <message>
        <source>all steps</source>
        <translation>todos los pasos</translation>
    </message>
    <message>
        <source>Asked now</source>
        <translation>Se pregunta a</translation>
    </message>
    <message>
        <source>everybody</source>
        <translation>todos</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>Equipo</translation>
    </message>
    <message>
        <source>all teams</source>
        <translation>todos los equipos</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Prioridad</translation>
    </message>
    <message>
        <source>all priorities</source>
        <translation>todas las prioridades</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Riesgo</translation>
    </message>
    <message>
        <source>any risk</source>
        <translation>cualquier riesgo</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>paso %1</translation>
    </message>
    <message>
        <source>put off</source>
        <translation>aplazada</translation>
    </message>
    <message>
        <source>on hold</source>
        <translation>en pausa</translation>
    </message>
    <message>
        <source>nobody decided</source>
        <translation>nadie decidió</translation>
    </message>
    <message>
        <source> min</source>
        <translation> min</translation>
    </message>
    <message>
        <source>Waits at least</source>
        <translation>Espera al menos</translation>
    </message>
    <message>
        <source>from </source>
        <translation>desde </translation>
    </message>
    <message>
        <source>any age</source>
        <translation>cualquier espera</translation>
    </message>
    <message>
        <source>Waits at most</source>
        <translation>Espera como mucho</translation>
    </message>
    <message>
        <source>to </source>
        <translation>hasta </translation>
    </message>
    <message>
        <source>and older</source>
        <translation>y más</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Orden</translation>
    </message>
    <message>
        <source>most urgent first</source>
        <translation>lo más urgente primero</translation>
    </message>
    <message>
        <source>%1, upwards</source>
        <translation>%1, ascendente</translation>
    </message>
    <message>
        <source>%1, downwards</source>
        <translation>%1, descendente</translation>
    </message>
    <message>
        <source>Clear &amp;all</source>
        <translation>Borrar &amp;todo</translation>
    </message>
    <message>
        <source>Press to sort by it, again the other way round, a third time the most urgent first</source>
        <translation>Presiona para ordenar, otra vez al revés, y una tercera lo más urgente primero</translation>
    </message>
    <message>
        <source>&amp;Clear all</source>
        <translation>B&amp;orrar todo</translation>
    </message>
    <message>
        <source>%1 (opens with it)</source>
        <translation>%1 (se abre con esta)</translation>
    </message>
    <message>
        <source>&amp;Save what is shown…</source>
        <translation>&amp;Guardar lo que se ve…</translation>
    </message>
    <message>
        <source>Save this view</source>
        <translation>Guardar esta vista</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Open with &amp;everything again</source>
        <translation>Abrir otra vez con &amp;todo</translation>
    </message>
    <message>
        <source>&amp;Open with %1</source>
        <translation>&amp;Abrir con %1</translation>
    </message>
    <message>
        <source>&amp;Remove %1</source>
        <translation>&amp;Quitar %1</translation>
    </message>
    <message>
        <source>Nothing fits. Clear all shows everything again.</source>
        <translation>Nada coincide. Borrar todo lo muestra todo otra vez.</translation>
    </message>
    <message>
        <source>Saved views</source>
        <translation>Vistas guardadas</translation>
    </message>
    <message>
        <source>Saved views: %1</source>
        <translation>Vistas guardadas: %1</translation>
    </message>
    <message>
        <source>Filters •</source>
        <translation>Filtros •</translation>
    </message>
    <message>
        <source>Updated %1</source>
        <translation>Actualizado %1</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>ok::app::QueueViews</name>
    <message>
        <source>Saved as %1.</source>
        <translation>Guardado como %1.</translation>
    </message>
    <message>
        <source>%1 is removed.</source>
        <translation>%1 se quitó.</translation>
    </message>
    <message>
        <source>The queue opens with everything.</source>
        <translation>La cola se abre con todo.</translation>
    </message>
    <message>
        <source>The queue opens with %1.</source>
        <translation>La cola se abre con %1.</translation>
    </message>
    <message>
        <source>This cannot be saved: a name has 1 to 60 letters, and there are at most 30 views.</source>
        <translation>No se puede guardar: un nombre tiene de 1 a 60 letras, y hay como mucho 30 vistas.</translation>
    </message>
</context>
<context>
    <name>ok::app::ReasonDialog</name>
    <message>
        <source>Needed</source>
        <translation>Necesario</translation>
    </message>
    <message numerus="yes">
        <source>%n more character(s)</source>
        <translation>
            <numerusform>Falta %n carácter</numerusform>
            <numerusform>Faltan %n caracteres</numerusform>
        </translation>
    </message>
    <message>
        <source>Too long</source>
        <translation>Demasiado largo</translation>
    </message>
    <message>
        <source>Not a link: begin with https://</source>
        <translation>No es un enlace: empiece por https://</translation>
    </message>
    <message>
        <source>Choose one of the list</source>
        <translation>Elija uno de la lista</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>¿Por qué?</translation>
    </message>
    <message>
        <source>Your utility asks for a reason before this is done: %1</source>
        <translation>Su compañía pide un motivo antes de hacer esto: %1</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Elegir</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translation>&amp;Motivo</translation>
    </message>
    <message>
        <source>In your &amp;words</source>
        <translation>Con sus &amp;palabras</translation>
    </message>
    <message>
        <source>&amp;Link to the ticket</source>
        <translation>&amp;Enlace a la incidencia</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Continuar</translation>
    </message>
    <message numerus="yes">
        <source>%n other person(s) will read it and decide.</source>
        <translation>
            <numerusform>%n persona más lo leerá y decidirá.</numerusform>
            <numerusform>%n personas más lo leerán y decidirán.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::RemediationDialog</name>
    <message>
        <source>Damage in the log</source>
        <translation>Daño en el registro</translation>
    </message>
    <message>
        <source>&amp;Ask a second person</source>
        <translation>&amp;Pedir a una segunda persona</translation>
    </message>
    <message>
        <source>%1. Found %2 by %3. In quarantine: new entries go on behind it, these stay as they are.</source>
        <translation>%1. Hallado el %2 por %3. En cuarentena: las entradas nuevas siguen detrás, estas quedan como están.</translation>
    </message>
    <message>
        <source>Expected %1
Found %2</source>
        <translation>Se esperaba %1
Se halló %2</translation>
    </message>
    <message numerus="yes">
        <source>Touches %n entry(ies); nothing else changes. Two people: you ask, another one releases under Approvals.</source>
        <translation>
            <numerusform>Afecta a %n entrada; nada más cambia. Dos personas: usted lo pide, otra lo libera en Aprobaciones.</numerusform>
            <numerusform>Afecta a %n entradas; nada más cambia. Dos personas: usted lo pide, otra lo libera en Aprobaciones.</numerusform>
        </translation>
    </message>
    <message>
        <source>1. BEFORE YOU START</source>
        <translation>1. ANTES DE EMPEZAR</translation>
    </message>
    <message>
        <source>The disk and the file system are sound; otherwise the database was moved first</source>
        <translation>El disco y el sistema de archivos están sanos; si no, se movió antes la base de datos</translation>
    </message>
    <message>
        <source>A backup or an export from before %1 is at hand and was verified</source>
        <translation>Hay a mano una copia o exportación anterior al %1, y se verificó</translation>
    </message>
    <message>
        <source>The forensic bundle is saved outside the server</source>
        <translation>El paquete forense está guardado fuera del servidor</translation>
    </message>
    <message>
        <source>2. WHAT TO DO</source>
        <translation>2. QUÉ HACER</translation>
    </message>
    <message>
        <source>&amp;Put the genuine entries back (only exactly those the log was chained to are taken)</source>
        <translation>&amp;Reponer las entradas auténticas (solo se aceptan exactamente las encadenadas en el registro)</translation>
    </message>
    <message>
        <source>Accept the &amp;damage: nobody has the genuine entries; they stay in quarantine for ever</source>
        <translation>Aceptar el &amp;daño: nadie tiene las entradas auténticas; quedan en cuarentena para siempre</translation>
    </message>
    <message>
        <source>&amp;Choose an evidence bundle…</source>
        <translation>&amp;Elegir un paquete de pruebas…</translation>
    </message>
    <message>
        <source>A bundle (.tar) or its entries.jsonl; it is tried before anything is sent.</source>
        <translation>Un paquete (.tar) o su entries.jsonl; se prueba antes de enviar nada.</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Por qué</translation>
    </message>
    <message>
        <source>3. WHY (STAYS IN THE LOG)</source>
        <translation>3. POR QUÉ (QUEDA EN EL REGISTRO)</translation>
    </message>
    <message>
        <source>Evidence bundle</source>
        <translation>Paquete de pruebas</translation>
    </message>
    <message>
        <source>Evidence (*.tar *.jsonl)</source>
        <translation>Pruebas (*.tar *.jsonl)</translation>
    </message>
    <message>
        <source>This file cannot be read: %1</source>
        <translation>No se puede leer este archivo: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1: all %n entry(ies) of the range are in it.</source>
        <translation>
            <numerusform>%1: contiene %n entrada, toda la serie.</numerusform>
            <numerusform>%1: contiene las %n entradas de la serie.</numerusform>
        </translation>
    </message>
    <message>
        <source>Entry %1 is not in this file. Choose an export that covers the whole range.</source>
        <translation>La entrada %1 no está en este archivo. Elija una exportación que cubra toda la serie.</translation>
    </message>
    <message>
        <source>This is no evidence bundle: %1.</source>
        <translation>Esto no es un paquete de pruebas: %1.</translation>
    </message>
    <message>
        <source>This damage was dealt with already.</source>
        <translation>De este daño ya se ocupó alguien.</translation>
    </message>
    <message>
        <source>%1 has asked already; another person must release it under Approvals.</source>
        <translation>%1 ya lo ha pedido; otra persona debe liberarlo en Aprobaciones.</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Usted</translation>
    </message>
    <message>
        <source>Do the checks of step 1 first and tick them.</source>
        <translation>Haga primero las comprobaciones del paso 1 y márquelas.</translation>
    </message>
    <message>
        <source>Choose the file that holds the genuine entries.</source>
        <translation>Elija el archivo con las entradas auténticas.</translation>
    </message>
    <message>
        <source>Say why, in 10 to 500 characters.</source>
        <translation>Diga por qué, en 10 a 500 caracteres.</translation>
    </message>
    <message>
        <source>Ready. Nothing happens before somebody else has released it.</source>
        <translation>Listo. No ocurre nada antes de que otra persona lo libere.</translation>
    </message>
</context>
<context>
    <name>ok::app::ReviewFacts</name>
    <message>
        <source>Keys</source>
        <translation>Llaves</translation>
    </message>
    <message>
        <source>What the risk asks for</source>
        <translation>Qué exige el riesgo</translation>
    </message>
    <message>
        <source>Who is told</source>
        <translation>A quién se avisa</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Riesgo</translation>
    </message>
    <message>
        <source>What it replaces</source>
        <translation>Lo que reemplaza</translation>
    </message>
    <message>
        <source>KEYS</source>
        <translation>LLAVES</translation>
    </message>
    <message>
        <source>RISK</source>
        <translation>RIESGO</translation>
    </message>
    <message>
        <source>WHAT THE RISK ASKS FOR</source>
        <translation>QUÉ EXIGE EL RIESGO</translation>
    </message>
    <message>
        <source>WHO IS TOLD</source>
        <translation>A QUIÉN SE AVISA</translation>
    </message>
    <message>
        <source>WHAT IT REPLACES</source>
        <translation>LO QUE REEMPLAZA</translation>
    </message>
    <message>
        <source>AREA</source>
        <translation>ZONA</translation>
    </message>
    <message>
        <source>you</source>
        <translation>usted</translation>
    </message>
    <message>
        <source>%1 %2 asked for it</source>
        <translation>%1 %2 lo solicitó</translation>
    </message>
    <message>
        <source>%1 %2 approved</source>
        <translation>%1 %2 aprobó</translation>
    </message>
    <message>
        <source>one more person</source>
        <translation>una persona más</translation>
    </message>
    <message>
        <source>%1 of 100 · %2</source>
        <translation>%1 de 100 · %2</translation>
    </message>
    <message>
        <source>%1: %2 – %3 % of the score</source>
        <translation>%1: %2 – %3 % de la puntuación</translation>
    </message>
    <message>
        <source>Rules version %1</source>
        <translation>Versión %1 de las reglas</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>completo</translation>
    </message>
    <message>
        <source>required</source>
        <translation>obligatorio</translation>
    </message>
    <message>
        <source> (if it applies)</source>
        <translation> (si corresponde)</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Attested for this version; a new version begins anew.</source>
        <translation>Confirmado para esta versión; una versión nueva empieza de cero.</translation>
    </message>
    <message>
        <source>Only the version that waits can be attested.</source>
        <translation>Solo se puede confirmar la versión que está en espera.</translation>
    </message>
    <message>
        <source>%1 people, %2 messages</source>
        <translation>%1 personas, %2 mensajes</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message>
        <source>would be</source>
        <translation>quedaría</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>diferencia</translation>
    </message>
    <message>
        <source>In which steps it leaves</source>
        <translation>En qué pasos sale</translation>
    </message>
    <message>
        <source>IN WHICH STEPS IT LEAVES</source>
        <translation>EN QUÉ PASOS SALE</translation>
    </message>
    <message>
        <source>MAP, AS FROZEN</source>
        <translation>MAPA, COMO SE CONGELÓ</translation>
    </message>
    <message>
        <source>Calculated %1</source>
        <translation>Calculado %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: not included</source>
        <translation>%1: no incluido</translation>
    </message>
    <message>
        <source>text</source>
        <translation>texto</translation>
    </message>
    <message>
        <source>email</source>
        <translation>correo</translation>
    </message>
    <message>
        <source>voice</source>
        <translation>voz</translation>
    </message>
    <message>
        <source>Not included: %1</source>
        <translation>No incluido: %1</translation>
    </message>
    <message>
        <source>Picture %1 · %2</source>
        <translation>Imagen %1 · %2</translation>
    </message>
    <message>
        <source>Computed by %1, %2</source>
        <translation>Calculado con %1, %2</translation>
    </message>
</context>
<context>
    <name>ok::app::ReviewModel</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Difference: %1</source>
        <translation>Diferencia: %1</translation>
    </message>
    <message>
        <source>Now: nothing</source>
        <translation>Ahora: nada</translation>
    </message>
    <message>
        <source>Would be: nothing</source>
        <translation>Quedaría: nada</translation>
    </message>
    <message>
        <source>Now: %1</source>
        <translation>Ahora: %1</translation>
    </message>
    <message>
        <source>Would be: %1</source>
        <translation>Quedaría: %1</translation>
    </message>
    <message>
        <source>Removed: %1</source>
        <translation>Quitado: %1</translation>
    </message>
    <message>
        <source>Added: %1</source>
        <translation>Añadido: %1</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Published now</source>
        <translation>Publicado ahora</translation>
    </message>
    <message>
        <source>Would be</source>
        <translation>Quedaría</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Diferencia</translation>
    </message>
</context>
<context>
    <name>ok::app::ReviewTree</name>
    <message>
        <source>&amp;Hide unchanged</source>
        <translation>Ocultar lo &amp;que no cambia</translation>
    </message>
    <message>
        <source>What would change, side by side</source>
        <translation>Qué cambiaría, lado a lado</translation>
    </message>
    <message>
        <source>Up and down go between rows, Enter opens and closes, n and p go to the next and previous change, question mark lists the keys</source>
        <translation>Arriba y abajo van de fila en fila, Intro abre y cierra, n y p van al cambio siguiente y al anterior, el signo de interrogación muestra las teclas</translation>
    </message>
    <message>
        <source>Nothing to compare.</source>
        <translation>Nada que comparar.</translation>
    </message>
    <message>
        <source>Where this is</source>
        <translation>Dónde está esto</translation>
    </message>
    <message>
        <source>How many of what</source>
        <translation>Cuántos de qué</translation>
    </message>
    <message>
        <source>Previous change (p)</source>
        <translation>Cambio anterior (p)</translation>
    </message>
    <message>
        <source>Next change (n)</source>
        <translation>Cambio siguiente (n)</translation>
    </message>
    <message>
        <source>Expand all changes</source>
        <translation>Desplegar todos los cambios</translation>
    </message>
    <message>
        <source>Collapse all</source>
        <translation>Plegar todo</translation>
    </message>
    <message>
        <source>Keys of this view (?)</source>
        <translation>Teclas de esta vista (?)</translation>
    </message>
    <message>
        <source>long texts in whole parts</source>
        <translation>textos largos en partes enteras</translation>
    </message>
    <message>
        <source>Change %1 of %2</source>
        <translation>Cambio %1 de %2</translation>
    </message>
    <message numerus="yes">
        <source>%n changes</source>
        <translation>
            <numerusform>%n cambio</numerusform>
            <numerusform>%n cambios</numerusform>
        </translation>
    </message>
    <message>
        <source>Expand changes</source>
        <translation>Desplegar cambios</translation>
    </message>
    <message>
        <source>Keys of the review</source>
        <translation>Teclas de la revisión</translation>
    </message>
    <message>
        <source>Up, Down</source>
        <translation>Arriba, Abajo</translation>
    </message>
    <message>
        <source>the row before, the next one</source>
        <translation>la fila anterior, la siguiente</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Intro</translation>
    </message>
    <message>
        <source>opens and closes what holds others</source>
        <translation>abre y cierra lo que contiene otras</translation>
    </message>
    <message>
        <source>the next change</source>
        <translation>el cambio siguiente</translation>
    </message>
    <message>
        <source>the previous change</source>
        <translation>el cambio anterior</translation>
    </message>
    <message>
        <source>Right, Left</source>
        <translation>Derecha, Izquierda</translation>
    </message>
    <message>
        <source>opens, closes or goes out</source>
        <translation>abre, cierra o sale</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>leaves the rows for what follows</source>
        <translation>sale de las filas hacia lo que sigue</translation>
    </message>
    <message>
        <source>Alt with an underlined letter</source>
        <translation>Alt con una letra subrayada</translation>
    </message>
    <message>
        <source>presses that button</source>
        <translation>pulsa ese botón</translation>
    </message>
    <message>
        <source>this list</source>
        <translation>esta lista</translation>
    </message>
</context>
<context>
    <name>ok::app::ReviewView</name>
    <message>
        <source>&amp;Read again</source>
        <translation>Leer &amp;de nuevo</translation>
    </message>
    <message>
        <source>&amp;Show it</source>
        <translation>Ver la &amp;nueva</translation>
    </message>
    <message>
        <source>Ac&amp;knowledge</source>
        <translation>&amp;Tomar nota</translation>
    </message>
    <message>
        <source>Freeze ane&amp;w</source>
        <translation>&amp;Congelar de nuevo</translation>
    </message>
    <message>
        <source>Cance&amp;l request…</source>
        <translation>Anu&amp;lar solicitud…</translation>
    </message>
    <message>
        <source>Fingerprint copied.</source>
        <translation>Huella copiada.</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Riesgo</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Tiempo restante</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy the whole fingerprint of what was frozen</source>
        <translation>Copiar la huella completa de lo que se congeló</translation>
    </message>
    <message>
        <source>What would leave could not be read; read it again before you approve.</source>
        <translation>Lo que saldría no se pudo leer; léalo de nuevo antes de aprobar.</translation>
    </message>
    <message>
        <source>Reading what would leave…</source>
        <translation>Leyendo lo que saldría…</translation>
    </message>
    <message>
        <source>Version %1 has replaced what you see: look at it first.</source>
        <translation>La versión %1 ha sustituido lo que usted ve: mírela antes.</translation>
    </message>
    <message>
        <source>What was frozen does not fit its signature. Do not approve it; tell whoever looks after the server.</source>
        <translation>Lo que se congeló no cuadra con su firma. No lo apruebe; avise a quien cuida del servidor.</translation>
    </message>
    <message>
        <source>What would leave could not be read (%1).</source>
        <translation>Lo que saldría no se pudo leer (%1).</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>you</source>
        <translation>usted</translation>
    </message>
    <message>
        <source>version %1 of %2</source>
        <translation>versión %1 de %2</translation>
    </message>
    <message>
        <source>frozen %1</source>
        <translation>congelado %1</translation>
    </message>
    <message>
        <source>snapshot %1</source>
        <translation>instantánea %1</translation>
    </message>
    <message>
        <source>fingerprint %1</source>
        <translation>huella %1</translation>
    </message>
    <message>
        <source>DOES NOT FIT ITS SIGNATURE</source>
        <translation>NO CUADRA CON SU FIRMA</translation>
    </message>
    <message>
        <source>Read-only: this is what was frozen, not how it is now.
Snapshot %1, %2
Fingerprint %3</source>
        <translation>Solo lectura: esto es lo que se congeló, no como está ahora.
Instantánea %1, %2
Huella %3</translation>
    </message>
    <message>
        <source>Risk %1 · %2</source>
        <translation>Riesgo %1 · %2</translation>
    </message>
    <message>
        <source>&lt;b&gt;It does not wait any more&lt;/b&gt;, and another version was the last one.</source>
        <translation>&lt;b&gt;Ya no está en espera&lt;/b&gt;, y la última fue otra versión.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Version %1 has replaced this one.&lt;/b&gt; Keys begin anew with it; what you see is no longer what would leave.</source>
        <translation>&lt;b&gt;La versión %1 ha sustituido a esta.&lt;/b&gt; Con ella las llaves empiezan de cero; lo que usted ve ya no es lo que saldría.</translation>
    </message>
    <message>
        <source>Different since it was frozen:</source>
        <translation>Distinto desde que se congeló:</translation>
    </message>
    <message>
        <source>Different since it was frozen: %1</source>
        <translation>Distinto desde que se congeló: %1</translation>
    </message>
    <message>
        <source>It does not wait any more.</source>
        <translation>Ya no está en espera.</translation>
    </message>
    <message>
        <source>You have said so already.</source>
        <translation>Usted ya lo ha dicho.</translation>
    </message>
    <message>
        <source>Nobody has to: it may be approved as it is.</source>
        <translation>No hace falta: puede aprobarse tal como está.</translation>
    </message>
    <message>
        <source>That is not enough: freeze it anew.</source>
        <translation>Eso no basta: congélelo de nuevo.</translation>
    </message>
    <message>
        <source>What it is about is no more.</source>
        <translation>Aquello de lo que trata ya no existe.</translation>
    </message>
    <message>
        <source>Not decided by then, it is over: nothing leaves.</source>
        <translation>Si no se decide hasta entonces, vence: nada sale.</translation>
    </message>
    <message>
        <source>Noted that you have seen what is different.</source>
        <translation>Anotado que usted ha visto las diferencias.</translation>
    </message>
    <message>
        <source>Frozen anew: look at the new version.</source>
        <translation>Congelado de nuevo: mire la versión nueva.</translation>
    </message>
    <message>
        <source>Attested.</source>
        <translation>Confirmado.</translation>
    </message>
    <message>
        <source>&amp;I saw this</source>
        <translation>&amp;Lo vi</translation>
    </message>
    <message>
        <source>Stand &amp;for it…</source>
        <translation>&amp;Hacerse cargo…</translation>
    </message>
    <message>
        <source>asked by %1</source>
        <translation>pedida por %1</translation>
    </message>
    <message>
        <source>%1. Read-only snapshot %2 of %3</source>
        <translation>%1. Copia congelada %2 de %3, solo lectura</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt; %2 (rule &lt;i&gt;%3&lt;/i&gt;, %4)</source>
        <translation>&lt;b&gt;%1&lt;/b&gt; %2 (regla &lt;i&gt;%3&lt;/i&gt;, %4)</translation>
    </message>
    <message>
        <source>Learn more</source>
        <translation>Más información</translation>
    </message>
    <message>
        <source>Your roles are as the directory had them at %1: it has not been heard since.</source>
        <translation>Sus roles son los que tenía el directorio a las %1: no se supo de él desde entonces.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Unusually many people:&lt;/b&gt; %1 would be told, usual are %2 (%3 %).</source>
        <translation>&lt;b&gt;Una cantidad inusual de personas:&lt;/b&gt; se avisaría a %1; lo usual son %2 (%3 %).</translation>
    </message>
    <message>
        <source>You have said that you saw it; everybody who holds a key has to.</source>
        <translation>Usted ya dijo que lo vio; debe hacerlo cada persona que tiene una llave.</translation>
    </message>
    <message>
        <source>You stand for it already.</source>
        <translation>Usted ya está a cargo.</translation>
    </message>
    <message>
        <source>Noted that you have seen how many this is.</source>
        <translation>Quedó anotado que usted vio cuántas personas son.</translation>
    </message>
    <message>
        <source>You stand for it now: another person has to approve it.</source>
        <translation>Ahora usted está a cargo: otra persona debe aprobarlo.</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>solo lectura</translation>
    </message>
</context>
<context>
    <name>ok::app::RiskPage</name>
    <message>
        <source>The score lies in the band %1</source>
        <translation>La puntuación está en la banda %1</translation>
    </message>
    <message>
        <source>There was no score: what holds then</source>
        <translation>No hubo puntuación: lo que vale entonces</translation>
    </message>
    <message>
        <source>The rule %1 held</source>
        <translation>Se cumplió la regla %1</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nada</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Riesgo</translation>
    </message>
    <message>
        <source>How each broadcast was judged, why, and what was done about it.</source>
        <translation>Cómo se juzgó cada envío, por qué y qué se hizo.</translation>
    </message>
    <message>
        <source>Save as C&amp;SV…</source>
        <translation>Guardar como C&amp;SV…</translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation>&amp;Buscar</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>Broadcast</source>
        <translation>Envío</translation>
    </message>
    <message>
        <source>Score from</source>
        <translation>Puntuación desde</translation>
    </message>
    <message>
        <source>Score to</source>
        <translation>Puntuación hasta</translation>
    </message>
    <message>
        <source>What was asked for</source>
        <translation>Lo que se pidió</translation>
    </message>
    <message>
        <source>any decision</source>
        <translation>cualquier decisión</translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation>Lista de comprobación</translation>
    </message>
    <message>
        <source>a senior&apos;s approval</source>
        <translation>la aprobación de un superior</translation>
    </message>
    <message>
        <source>in steps</source>
        <translation>por pasos</translation>
    </message>
    <message>
        <source>a limit a minute</source>
        <translation>un límite por minuto</translation>
    </message>
    <message>
        <source>not sent at all</source>
        <translation>no se envió</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>any channel</source>
        <translation>cualquier canal</translation>
    </message>
    <message>
        <source>Text message</source>
        <translation>Mensaje de texto</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>Correo</translation>
    </message>
    <message>
        <source>Phone call</source>
        <translation>Llamada</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regla</translation>
    </message>
    <message>
        <source>Approved by (id)</source>
        <translation>Aprobado por (id)</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Orden</translation>
    </message>
    <message>
        <source>newest first</source>
        <translation>lo más nuevo primero</translation>
    </message>
    <message>
        <source>oldest first</source>
        <translation>lo más antiguo primero</translation>
    </message>
    <message>
        <source>riskiest first</source>
        <translation>lo de más riesgo primero</translation>
    </message>
    <message>
        <source>calmest first</source>
        <translation>lo de menos riesgo primero</translation>
    </message>
    <message>
        <source>to</source>
        <translation>hasta</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Puntuación</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Band</source>
        <translation>Nivel</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Judgements</source>
        <translation>Juicios</translation>
    </message>
    <message>
        <source>Nothing was judged so.
Widen the period or leave out a field.</source>
        <translation>Nada se juzgó así.
Amplíe el período o deje un campo vacío.</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translation>&amp;Más</translation>
    </message>
    <message>
        <source>Select a judgement.</source>
        <translation>Elija un juicio.</translation>
    </message>
    <message>
        <source>The judgement</source>
        <translation>El juicio</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Prueba</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>Factor</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Normalised</source>
        <translation>Normalizado</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Peso</translation>
    </message>
    <message>
        <source>Contribution</source>
        <translation>Contribución</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Parte</translation>
    </message>
    <message>
        <source>Factors of the score</source>
        <translation>Factores de la puntuación</translation>
    </message>
    <message>
        <source>Show &amp;names and notes…</source>
        <translation>Mostrar &amp;nombres y notas…</translation>
    </message>
    <message>
        <source>Check its &amp;chain</source>
        <translation>Comprobar su &amp;cadena</translation>
    </message>
    <message>
        <source>The server&apos;s answer could not be read.</source>
        <translation>No se pudo leer la respuesta del servidor.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>%1 OF 100 · %2</source>
        <translation>%1 DE 100 · %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Judged %1 by version %2 of the rules (%3)</source>
        <translation>Juzgado %1 por la versión %2 de las reglas (%3)</translation>
    </message>
    <message>
        <source>Asked for: %1</source>
        <translation>Se pidió: %1</translation>
    </message>
    <message>
        <source> (shown only: no rules were published)</source>
        <translation> (solo mostrado: no había reglas publicadas)</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>rechazó</translation>
    </message>
    <message>
        <source>approved</source>
        <translation>aprobó</translation>
    </message>
    <message>
        <source>✓ %1/%2 by %3, %4</source>
        <translation>✓ %1/%2 por %3, %4</translation>
    </message>
    <message>
        <source>Under a legal hold: it is kept until that is lifted.</source>
        <translation>Con retención legal: se guarda hasta que se levante.</translation>
    </message>
    <message>
        <source>Kept until %1</source>
        <translation>Se guarda hasta %1</translation>
    </message>
    <message>
        <source>✓ The log says the same.</source>
        <translation>✓ El registro dice lo mismo.</translation>
    </message>
    <message>
        <source>Its content is erased; header and hash remain.</source>
        <translation>Su contenido se borró; quedan la cabecera y el hash.</translation>
    </message>
    <message>
        <source>✗ It does not fit the log (%1).</source>
        <translation>✗ No concuerda con el registro (%1).</translation>
    </message>
    <message>
        <source>Shown.</source>
        <translation>Mostrado.</translation>
    </message>
    <message>
        <source>Nobody has said anything about it.</source>
        <translation>Nadie ha dicho nada al respecto.</translation>
    </message>
    <message>
        <source>Names and notes</source>
        <translation>Nombres y notas</translation>
    </message>
    <message>
        <source>Why do you need them? That you saw them, and why, stands in the log.</source>
        <translation>¿Para qué los necesita? Queda en el registro que los vio y por qué.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>All %1 judgements of this broadcast fit the signed log.</source>
        <translation>Los %1 juicios de este envío concuerdan con el registro firmado.</translation>
    </message>
    <message>
        <source>Judgement %1 of this broadcast does not fit the log. Tell your security officer.</source>
        <translation>El juicio %1 de este envío no concuerda con el registro. Avise a su responsable de seguridad.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Guardado como %1.</translation>
    </message>
    <message>
        <source>Could not write %1.</source>
        <translation>No se pudo escribir %1.</translation>
    </message>
</context>
<context>
    <name>ok::app::RiskRulesDialog</name>
    <message>
        <source>%1, version %2</source>
        <translation>%1, versión %2</translation>
    </message>
    <message>
        <source>Why? Reviewers and auditors read this.</source>
        <translation>¿Por qué? Lo leen quienes revisan y auditan.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Everything as &amp;JSON…</source>
        <translation>Todo como &amp;JSON…</translation>
    </message>
    <message>
        <source>&amp;Save the draft</source>
        <translation>&amp;Guardar el borrador</translation>
    </message>
    <message>
        <source>Save the draft</source>
        <translation>Guardar el borrador</translation>
    </message>
    <message>
        <source>A weight is between -1.00 and 1.00 in steps of 0.01. A negative one turns its fact round: more of it is less risk.</source>
        <translation>Un peso va de -1.00 a 1.00 en pasos de 0.01. Uno negativo invierte su dato: cuanto más, menos riesgo.</translation>
    </message>
    <message>
        <source>These rules cannot be shown here: edit them as JSON.</source>
        <translation>Estas reglas no se pueden mostrar aquí: edítelas como JSON.</translation>
    </message>
    <message>
        <source>People reached</source>
        <translation>Personas alcanzadas</translation>
    </message>
    <message>
        <source>Change of the time</source>
        <translation>Cambio de la hora</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Canales</translation>
    </message>
    <message>
        <source>Doubt of the model</source>
        <translation>Duda del modelo</translation>
    </message>
    <message>
        <source>“%1” from score</source>
        <translation>«%1» desde la puntuación</translation>
    </message>
    <message>
        <source>From -1.00 to 1.00, in steps of 0.01.</source>
        <translation>De -1.00 a 1.00, en pasos de 0.01.</translation>
    </message>
    <message>
        <source>This is not a number.</source>
        <translation>Esto no es un número.</translation>
    </message>
    <message>
        <source>counts for %1 %</source>
        <translation>cuenta un %1 %</translation>
    </message>
    <message>
        <source>At least one weight is not zero.</source>
        <translation>Al menos un peso debe ser distinto de cero.</translation>
    </message>
    <message>
        <source>A whole number from 0 to 100.</source>
        <translation>Un número entero de 0 a 100.</translation>
    </message>
    <message>
        <source>Has to be above %1, where the band before it begins.</source>
        <translation>Debe ser mayor que %1, donde empieza el nivel anterior.</translation>
    </message>
</context>
<context>
    <name>ok::app::RoleDialog</name>
    <message>
        <source>New role</source>
        <translation>Nueva función</translation>
    </message>
    <message>
        <source>Role %1</source>
        <translation>Función %1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>What it is for</source>
        <translation>Para qué es</translation>
    </message>
    <message>
        <source>Inherits from</source>
        <translation>Hereda de</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Nombre</translation>
    </message>
    <message>
        <source>&amp;What it is for</source>
        <translation>&amp;Para qué es</translation>
    </message>
    <message>
        <source>&amp;Inherits from</source>
        <translation>&amp;Hereda de</translation>
    </message>
    <message>
        <source>Give the role a name.</source>
        <translation>Póngale nombre a la función.</translation>
    </message>
</context>
<context>
    <name>ok::app::RolesPage</name>
    <message>
        <source>Roles</source>
        <translation>Funciones</translation>
    </message>
    <message>
        <source>What a role may do, through which channels, where, how severe, what kind of content, to how many.</source>
        <translation>Qué puede una función, por qué canales, dónde, con qué gravedad, qué contenido y a cuántos.</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Función</translation>
    </message>
    <message>
        <source>Inherits</source>
        <translation>Hereda</translation>
    </message>
    <message>
        <source>No roles yet. Make a draft, then a role.</source>
        <translation>Aún no hay funciones. Haga un borrador y luego una función.</translation>
    </message>
    <message>
        <source>&amp;New…</source>
        <translation>&amp;Nueva…</translation>
    </message>
    <message>
        <source>&amp;Edit…</source>
        <translation>&amp;Editar…</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Quitar</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Política</translation>
    </message>
    <message>
        <source>Effect</source>
        <translation>Efecto</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Acciones</translation>
    </message>
    <message>
        <source>Where and what</source>
        <translation>Dónde y qué</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>Policies of the role</source>
        <translation>Políticas de la función</translation>
    </message>
    <message>
        <source>This role may do nothing of its own. Add a policy.</source>
        <translation>Esta función no puede nada por sí misma. Añada una política.</translation>
    </message>
    <message>
        <source>&amp;Add a policy…</source>
        <translation>&amp;Añadir política…</translation>
    </message>
    <message>
        <source>E&amp;dit policy…</source>
        <translation>E&amp;ditar política…</translation>
    </message>
    <message>
        <source>&amp;Take policy away</source>
        <translation>&amp;Quitar política</translation>
    </message>
    <message>
        <source>forbids</source>
        <translation>prohíbe</translation>
    </message>
    <message>
        <source>allows</source>
        <translation>permite</translation>
    </message>
    <message>
        <source>this role</source>
        <translation>esta función</translation>
    </message>
    <message>
        <source>Select a role.</source>
        <translation>Elija una función.</translation>
    </message>
    <message>
        <source>Select a role first.</source>
        <translation>Elija primero una función.</translation>
    </message>
    <message>
        <source>Select a policy first.</source>
        <translation>Elija primero una política.</translation>
    </message>
    <message>
        <source>This policy is inherited. Edit it at the role it belongs to.</source>
        <translation>Esta política es heredada. Edítela en la función a la que pertenece.</translation>
    </message>
    <message>
        <source>Removed with its assignments, in this draft.</source>
        <translation>Quitada con sus asignaciones, en este borrador.</translation>
    </message>
</context>
<context>
    <name>ok::app::RolloutDialog</name>
    <message>
        <source>Bring version %1 into force step by step</source>
        <translation>Poner en vigor la versión %1 paso a paso</translation>
    </message>
    <message>
        <source>Percent of the sends</source>
        <translation>Porcentaje de los envíos</translation>
    </message>
    <message>
        <source>growing, each from 1 to 100; a send that is in stays in</source>
        <translation>crecientes, cada uno de 1 a 100; un envío que entró se queda</translation>
    </message>
    <message>
        <source>Minutes between two looks</source>
        <translation>Minutos entre dos revisiones</translation>
    </message>
    <message>
        <source>Good looks before the next stage</source>
        <translation>Revisiones buenas antes de la etapa siguiente</translation>
    </message>
    <message>
        <source>Bad looks in a row until it goes back</source>
        <translation>Revisiones malas seguidas hasta volver atrás</translation>
    </message>
    <message>
        <source>More left through, in points</source>
        <translation>Más dejados pasar, en puntos</translation>
    </message>
    <message>
        <source>of a hundred sends, against before</source>
        <translation>de cada cien envíos, frente a antes</translation>
    </message>
    <message>
        <source>More corrections, in percent</source>
        <translation>Más correcciones, en porcentaje</translation>
    </message>
    <message>
        <source>Slower, in percent</source>
        <translation>Más lento, en porcentaje</translation>
    </message>
    <message>
        <source>Why now</source>
        <translation>Por qué ahora</translation>
    </message>
    <message>
        <source>stays in the log</source>
        <translation>queda en el registro</translation>
    </message>
    <message>
        <source>&amp;Begin</source>
        <translation>&amp;Empezar</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Empezar</translation>
    </message>
    <message>
        <source>Each field needs a number.</source>
        <translation>Cada campo necesita un número.</translation>
    </message>
</context>
<context>
    <name>ok::app::RosterPage</name>
    <message>
        <source>Rosters</source>
        <translation>Guardias</translation>
    </message>
    <message>
        <source>Who is on call. A draft is asked by nobody until it is published.</source>
        <translation>Quién está de guardia. Un borrador no vale hasta que se publica.</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Paso</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>Equipo</translation>
    </message>
    <message>
        <source>&amp;New team…</source>
        <translation>Equipo &amp;nuevo…</translation>
    </message>
    <message>
        <source>&amp;Team…</source>
        <translation>&amp;Equipo…</translation>
    </message>
    <message>
        <source>Re&amp;move team…</source>
        <translation>&amp;Quitar equipo…</translation>
    </message>
    <message>
        <source>← &amp;Week before</source>
        <translation>← &amp;Semana anterior</translation>
    </message>
    <message>
        <source>T&amp;his week</source>
        <translation>&amp;Esta semana</translation>
    </message>
    <message>
        <source>Ne&amp;xt week →</source>
        <translation>Semana s&amp;iguiente →</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Semana</translation>
    </message>
    <message>
        <source>State of the roster</source>
        <translation>Estado de la guardia</translation>
    </message>
    <message>
        <source>Rotations, shifts, swaps and holidays</source>
        <translation>Rotaciones, turnos, cambios y feriados</translation>
    </message>
    <message>
        <source>Nobody is on call yet.
Add people who take turns, or a shift.</source>
        <translation>Nadie está de guardia todavía.
Agrega personas que se turnen, o un turno.</translation>
    </message>
    <message>
        <source>What stands in the way</source>
        <translation>Lo que lo impide</translation>
    </message>
    <message>
        <source>Add t&amp;urns…</source>
        <translation>Agregar r&amp;otación…</translation>
    </message>
    <message>
        <source>&amp;Add shift…</source>
        <translation>&amp;Agregar turno…</translation>
    </message>
    <message>
        <source>S&amp;wap…</source>
        <translation>&amp;Cambio…</translation>
    </message>
    <message>
        <source>Holida&amp;y…</source>
        <translation>&amp;Feriado…</translation>
    </message>
    <message>
        <source>&amp;Edit…</source>
        <translation>E&amp;ditar…</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Quitar</translation>
    </message>
    <message>
        <source>&amp;Choose somebody…</source>
        <translation>E&amp;legir a alguien…</translation>
    </message>
    <message>
        <source>Ta&amp;ke the step out</source>
        <translation>Quitar el pa&amp;so</translation>
    </message>
    <message>
        <source>&amp;Discard changes</source>
        <translation>&amp;Descartar cambios</translation>
    </message>
    <message>
        <source>&amp;Save draft</source>
        <translation>&amp;Guardar borrador</translation>
    </message>
    <message>
        <source>&amp;Publish</source>
        <translation>&amp;Publicar</translation>
    </message>
    <message>
        <source>Somebody else has changed this team. Discard your changes to see it.</source>
        <translation>Alguien más cambió este equipo. Descarta tus cambios para verlo.</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>Cambios sin guardar</translation>
    </message>
    <message>
        <source>What you changed in %1 is not saved. Discard it?</source>
        <translation>Lo que cambiaste en %1 no está guardado. ¿Descartarlo?</translation>
    </message>
    <message>
        <source>No team yet.</source>
        <translation>Todavía no hay equipo.</translation>
    </message>
    <message>
        <source>● Not saved yet</source>
        <translation>● Sin guardar</translation>
    </message>
    <message>
        <source>● Not saved yet, and it cannot be</source>
        <translation>● Sin guardar, y no se puede</translation>
    </message>
    <message>
        <source>✓ In force, revision %1</source>
        <translation>✓ Vigente, revisión %1</translation>
    </message>
    <message>
        <source>Saved; what is in force is older</source>
        <translation>Guardado; lo vigente es anterior</translation>
    </message>
    <message>
        <source>Saved, not published</source>
        <translation>Guardado, sin publicar</translation>
    </message>
    <message>
        <source>In the way of publishing: %1</source>
        <translation>Impide publicar: %1</translation>
    </message>
    <message>
        <source>In the way of saving: %1</source>
        <translation>Impide guardar: %1</translation>
    </message>
    <message>
        <source>NOTHING STANDS IN THE WAY</source>
        <translation>NADA LO IMPIDE</translation>
    </message>
    <message>
        <source>IN THE WAY: %1 OF SAVING, %2 OF PUBLISHING</source>
        <translation>LO IMPIDEN: %1 GUARDAR, %2 PUBLICAR</translation>
    </message>
    <message>
        <source>Make a team first.</source>
        <translation>Crea primero un equipo.</translation>
    </message>
    <message>
        <source>Save or discard what you changed first.</source>
        <translation>Guarda o descarta primero lo que cambiaste.</translation>
    </message>
    <message>
        <source>It is not saved yet.</source>
        <translation>Todavía no está guardado.</translation>
    </message>
    <message>
        <source>Select a line first.</source>
        <translation>Elige primero una línea.</translation>
    </message>
    <message>
        <source>Who is away says so themselves.</source>
        <translation>Quien se ausenta lo dice por su cuenta.</translation>
    </message>
    <message>
        <source>Select what stands in the way first.</source>
        <translation>Elige primero lo que lo impide.</translation>
    </message>
    <message>
        <source>It is being saved.</source>
        <translation>Se está guardando.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>No se cambió nada.</translation>
    </message>
    <message>
        <source>It is in force already.</source>
        <translation>Ya está vigente.</translation>
    </message>
    <message>
        <source>Remove a team</source>
        <translation>Quitar un equipo</translation>
    </message>
    <message>
        <source>%1 is asked by nobody any more, and its roster is gone. Go on?</source>
        <translation>Ya no se preguntará a %1, y su guardia desaparece. ¿Continuar?</translation>
    </message>
    <message>
        <source>%1 is removed.</source>
        <translation>%1 se quitó.</translation>
    </message>
    <message>
        <source>Taken out; Discard changes brings it back.</source>
        <translation>Quitado; Descartar cambios lo trae de vuelta.</translation>
    </message>
    <message>
        <source>Somebody else has changed this team. Discard your changes to see it, then change it again.</source>
        <translation>Alguien más cambió este equipo. Descarta tus cambios para verlo y cámbialo de nuevo.</translation>
    </message>
    <message>
        <source>%1 is in force: the next step of every ladder asks by it.</source>
        <translation>%1 está vigente: el próximo paso de cada escalera pregunta según esto.</translation>
    </message>
    <message>
        <source>%1 is saved. It is asked by nobody until it is published.</source>
        <translation>%1 está guardado. No vale hasta que se publica.</translation>
    </message>
    <message>
        <source>Your changes are discarded.</source>
        <translation>Tus cambios se descartaron.</translation>
    </message>
</context>
<context>
    <name>ok::app::RosterPicture</name>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>Week %1</source>
        <translation>Semana %1</translation>
    </message>
    <message>
        <source>This team has no steps yet.</source>
        <translation>Este equipo todavía no tiene pasos.</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>nadie</translation>
    </message>
    <message>
        <source>%1: %2, %3 – %4</source>
        <translation>%1: %2, %3 – %4</translation>
    </message>
    <message>
        <source>%1 of %2: %3 – %4, %5</source>
        <translation>%1 de %2: %3 – %4, %5</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Turno</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>Cambio</translation>
    </message>
    <message>
        <source>✕ twice</source>
        <translation>✕ doble</translation>
    </message>
</context>
<context>
    <name>ok::app::RunStrip</name>
    <message>
        <source>Checks of the last 24 hours: %1, of which %2 of the whole log; %3 found something</source>
        <translation>Comprobaciones de las últimas 24 horas: %1, de ellas %2 de todo el registro; %3 hallaron algo</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 ago: %2 entries in %3 s, %4</source>
        <translation>hace %1: %2 entradas en %3 s, %4</translation>
    </message>
    <message>
        <source>all in order</source>
        <translation>todo en orden</translation>
    </message>
    <message>
        <source>something found</source>
        <translation>algo hallado</translation>
    </message>
</context>
<context>
    <name>ok::app::ScheduleDialog</name>
    <message>
        <source>Export on a schedule</source>
        <translation>Exportar de forma programada</translation>
    </message>
    <message>
        <source>every day, over the day before</source>
        <translation>cada día, sobre el día anterior</translation>
    </message>
    <message>
        <source>every week, over the week before</source>
        <translation>cada semana, sobre la semana anterior</translation>
    </message>
    <message>
        <source>every month, over the month before</source>
        <translation>cada mes, sobre el mes anterior</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zona horaria</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>Cada cuánto</translation>
    </message>
    <message>
        <source>Weekday</source>
        <translation>Día de la semana</translation>
    </message>
    <message>
        <source>Time of day</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Nombre</translation>
    </message>
    <message>
        <source>&amp;When</source>
        <translation>&amp;Cuándo</translation>
    </message>
    <message>
        <source>Formats</source>
        <translation>Formatos</translation>
    </message>
    <message>
        <source>&amp;Deliver to</source>
        <translation>&amp;Entregar a</translation>
    </message>
    <message>
        <source>Make the schedule</source>
        <translation>Programar</translation>
    </message>
    <message>
        <source>The time zone is not known. It looks like America/New_York.</source>
        <translation>No se conoce la zona horaria. Tiene la forma America/New_York.</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>Póngale un nombre.</translation>
    </message>
    <message>
        <source>Choose at least one format.</source>
        <translation>Elija al menos un formato.</translation>
    </message>
    <message>
        <source>Runs first on %1.</source>
        <translation>Se hace por primera vez el %1.</translation>
    </message>
    <message>
        <source>&amp;Purpose</source>
        <translation>&amp;Finalidad</translation>
    </message>
</context>
<context>
    <name>ok::app::SchedulesPage</name>
    <message>
        <source>Schedules</source>
        <translation>Programadas</translation>
    </message>
    <message>
        <source>Exports that are made and delivered again and again.</source>
        <translation>Exportaciones que se hacen y entregan una y otra vez.</translation>
    </message>
    <message>
        <source>&amp;New schedule…</source>
        <translation>&amp;Nueva programación…</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pausar</translation>
    </message>
    <message>
        <source>&amp;End…</source>
        <translation>&amp;Terminar…</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Pregunta</translation>
    </message>
    <message>
        <source>Formats</source>
        <translation>Formatos</translation>
    </message>
    <message>
        <source>To</source>
        <translation>A</translation>
    </message>
    <message>
        <source>Next run</source>
        <translation>Próxima vez</translation>
    </message>
    <message>
        <source>Last run</source>
        <translation>Última vez</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Nothing is exported on a schedule.
A regulator&apos;s monthly bundle is made in a minute: press New schedule.</source>
        <translation>No se exporta nada de forma programada.
El paquete mensual de un regulador se prepara en un minuto: pulse Nueva programación.</translation>
    </message>
    <message>
        <source>kept on the server</source>
        <translation>queda en el servidor</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nunca</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Activa</translation>
    </message>
    <message>
        <source>Select a schedule first.</source>
        <translation>Elija primero una programación.</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Reanudar</translation>
    </message>
    <message>
        <source>The schedule is made.</source>
        <translation>La programación está hecha.</translation>
    </message>
    <message>
        <source>Paused. What it misses is not made up for.</source>
        <translation>En pausa. Lo que se pierda no se recupera.</translation>
    </message>
    <message>
        <source>It runs again.</source>
        <translation>Vuelve a estar activa.</translation>
    </message>
    <message>
        <source>End a schedule</source>
        <translation>Terminar una programación</translation>
    </message>
    <message>
        <source>Why does %1 end? It cannot be begun again, only made anew.</source>
        <translation>¿Por qué termina %1? No se puede retomar, solo hacer de nuevo.</translation>
    </message>
    <message>
        <source>End it</source>
        <translation>Terminar</translation>
    </message>
    <message>
        <source>The schedule has ended.</source>
        <translation>La programación ha terminado.</translation>
    </message>
    <message>
        <source>Where every entry goes</source>
        <translation>Adónde va cada entrada</translation>
    </message>
    <message>
        <source>Send &amp;on…</source>
        <translation>Seguir &amp;enviando…</translation>
    </message>
    <message>
        <source>Where every entry goes:</source>
        <translation>Adónde va cada entrada:</translation>
    </message>
    <message>
        <source>Send on</source>
        <translation>Seguir enviando</translation>
    </message>
    <message>
        <source>What was done about %1? It goes on where it was given up; nothing is left out.</source>
        <translation>¿Qué se hizo con %1? Sigue donde se dejó; no falta nada.</translation>
    </message>
    <message>
        <source>Entries are sent on.</source>
        <translation>Las entradas se siguen enviando.</translation>
    </message>
    <message>
        <source>No sink was given up.</source>
        <translation>Ningún destino está abandonado.</translation>
    </message>
    <message>
        <source>The log itself</source>
        <translation>El registro mismo</translation>
    </message>
    <message>
        <source>Search index</source>
        <translation>Índice de búsqueda</translation>
    </message>
    <message>
        <source>%1: well, %2 entries waiting</source>
        <translation>%1: bien, %2 entradas en espera</translation>
    </message>
    <message>
        <source>%1: takes nothing since %2 (%3), attempt %4</source>
        <translation>%1: no acepta nada desde %2 (%3), intento %4</translation>
    </message>
    <message>
        <source>%1: GIVEN UP, takes nothing since %2 (%3), %4 entries waiting</source>
        <translation>%1: ABANDONADO, no acepta nada desde %2 (%3), %4 entradas en espera</translation>
    </message>
</context>
<context>
    <name>ok::app::ScopeForm</name>
    <message>
        <source>Channels</source>
        <translation>Canales</translation>
    </message>
    <message>
        <source>Severities</source>
        <translation>Gravedades</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Contenido</translation>
    </message>
    <message>
        <source>At most this many recipients</source>
        <translation>Como mucho tantos destinatarios</translation>
    </message>
    <message>
        <source>Recipients at most</source>
        <translation>Destinatarios como mucho</translation>
    </message>
    <message>
        <source>CHANNELS</source>
        <translation>CANALES</translation>
    </message>
    <message>
        <source>SEVERITIES</source>
        <translation>GRAVEDADES</translation>
    </message>
    <message>
        <source>CONTENT</source>
        <translation>CONTENIDO</translation>
    </message>
    <message>
        <source>&amp;Everywhere</source>
        <translation>&amp;En todas partes</translation>
    </message>
    <message>
        <source>&amp;Draw an area…</source>
        <translation>&amp;Dibujar un área…</translation>
    </message>
    <message>
        <source>DRAWN AREAS</source>
        <translation>ÁREAS DIBUJADAS</translation>
    </message>
    <message>
        <source>GEOGRAPHY</source>
        <translation>GEOGRAFÍA</translation>
    </message>
    <message>
        <source>A drawn area</source>
        <translation>Un área dibujada</translation>
    </message>
    <message>
        <source>What is it called?</source>
        <translation>¿Cómo se llama?</translation>
    </message>
    <message>
        <source>Click the corners; a double click or Enter closes the shape.</source>
        <translation>Haga clic en las esquinas; un doble clic o Intro cierra la forma.</translation>
    </message>
    <message>
        <source>&amp;Close the shape</source>
        <translation>&amp;Cerrar la forma</translation>
    </message>
    <message>
        <source>&amp;Stop drawing</source>
        <translation>&amp;Dejar de dibujar</translation>
    </message>
    <message numerus="yes">
        <source>Click the territories this holds in. %n chosen.</source>
        <translation>
            <numerusform>Haga clic en los territorios donde rige. %n elegido.</numerusform>
            <numerusform>Haga clic en los territorios donde rige. %n elegidos.</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose at least one channel, or all.</source>
        <translation>Elija al menos un canal, o todos.</translation>
    </message>
    <message>
        <source>Choose at least one severity, or all.</source>
        <translation>Elija al menos una gravedad, o todas.</translation>
    </message>
    <message>
        <source>Choose at least one kind of content, or all.</source>
        <translation>Elija al menos un tipo de contenido, o todos.</translation>
    </message>
    <message>
        <source>Choose where it holds: territories, a drawn area, or everywhere.</source>
        <translation>Elija dónde rige: territorios, un área dibujada o en todas partes.</translation>
    </message>
</context>
<context>
    <name>ok::app::SearchPage</name>
    <message>
        <source>Search</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>Everything that happened, who did it and why. Each entry comes with its proof.</source>
        <translation>Todo lo que ocurrió, quién lo hizo y por qué. Cada entrada trae su prueba.</translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation>&amp;Buscar</translation>
    </message>
    <message>
        <source>E&amp;xport these…</source>
        <translation>E&amp;xportar estas…</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Flujo</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Gravedad</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Entradas</translation>
    </message>
    <message>
        <source>Nothing found.
Widen the period or leave out a field. Words must all be in the entry, in any order.</source>
        <translation>Nada hallado.
Amplíe el período o quite un campo. Todas las palabras deben estar en la entrada, en cualquier orden.</translation>
    </message>
    <message>
        <source>&amp;Older entries</source>
        <translation>Entradas más &amp;antiguas</translation>
    </message>
    <message>
        <source>Select an entry.</source>
        <translation>Elija una entrada.</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Prueba</translation>
    </message>
    <message>
        <source>Content of the entry</source>
        <translation>Contenido de la entrada</translation>
    </message>
    <message>
        <source>What it &amp;changed</source>
        <translation>Qué &amp;cambió</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Buscando…</translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies), and there are older ones</source>
        <translation>
            <numerusform>%n entrada, y hay más antiguas</numerusform>
            <numerusform>%n entradas, y hay más antiguas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies)</source>
        <translation>
            <numerusform>%n entrada</numerusform>
            <numerusform>%n entradas</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 #%2</source>
        <translation>%1 n.º %2</translation>
    </message>
    <message>
        <source>%1 by %2 (%3)</source>
        <translation>%1 por %2 (%3)</translation>
    </message>
    <message>
        <source>Why: %1</source>
        <translation>Por qué: %1</translation>
    </message>
    <message>
        <source>About: %1</source>
        <translation>Sobre: %1</translation>
    </message>
    <message>
        <source>Sealed as %1</source>
        <translation>Sellada como %1</translation>
    </message>
    <message>
        <source>The content was erased by retention or at a person&apos;s request. Header, hash and proof remain.</source>
        <translation>El contenido se borró por retención o a petición de una persona. Quedan cabecera, hash y prueba.</translation>
    </message>
    <message>
        <source>This console has not seen a signed checkpoint over this entry yet.</source>
        <translation>Esta consola aún no ha visto un punto de control firmado que cubra esta entrada.</translation>
    </message>
    <message>
        <source>Asking for its proof…</source>
        <translation>Pidiendo su prueba…</translation>
    </message>
    <message>
        <source>✓ Proven: entry %1 of the %2 that this console has witnessed as signed.</source>
        <translation>✓ Probado: entrada %1 de las %2 que esta consola ha visto firmadas.</translation>
    </message>
    <message>
        <source>✗ NOT PROVEN: the server&apos;s proof does not lead to what this console has witnessed. Tell your security officer.</source>
        <translation>✗ NO PROBADO: la prueba del servidor no lleva a lo que esta consola ha visto. Avise a su responsable de seguridad.</translation>
    </message>
    <message>
        <source>It changed no document.</source>
        <translation>No cambió ningún documento.</translation>
    </message>
    <message>
        <source>Copy &amp;address</source>
        <translation>Copiar la &amp;dirección</translation>
    </message>
    <message>
        <source>These filters as text: paste it into the field of words here or on another console</source>
        <translation>Estos filtros como texto: péguelo en el campo de palabras aquí o en otra consola</translation>
    </message>
    <message>
        <source>%1 of %2 entries</source>
        <translation>%1 de %2 entradas</translation>
    </message>
    <message numerus="yes">
        <source>%n damaged entry(ies) not shown</source>
        <translation>
            <numerusform>%n entrada dañada no se muestra</numerusform>
            <numerusform>%n entradas dañadas no se muestran</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::SecurityPage</name>
    <message>
        <source>Security</source>
        <translation>Seguridad</translation>
    </message>
    <message>
        <source>What keeps this utility&apos;s data and people safe, and what of it needs somebody.</source>
        <translation>Lo que protege los datos y las personas de esta compañía, y qué de ello necesita a alguien.</translation>
    </message>
    <message>
        <source>ACT</source>
        <translation>ACTUAR</translation>
    </message>
    <message>
        <source>LOOK</source>
        <translation>MIRAR</translation>
    </message>
    <message>
        <source>IN ORDER</source>
        <translation>EN ORDEN</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>aún sin leer</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>Tema</translation>
    </message>
    <message>
        <source>What is known</source>
        <translation>Qué se sabe</translation>
    </message>
    <message>
        <source>Mended at</source>
        <translation>Se arregla en</translation>
    </message>
    <message>
        <source>Nothing was read yet.</source>
        <translation>Aún no se ha leído nada.</translation>
    </message>
    <message>
        <source>&amp;Open the page</source>
        <translation>&amp;Abrir la página</translation>
    </message>
    <message>
        <source>The server&apos;s answer cannot be read: %1</source>
        <translation>La respuesta del servidor no se puede leer: %1</translation>
    </message>
    <message>
        <source>somebody has to do something</source>
        <translation>alguien tiene que hacer algo</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nada</translation>
    </message>
    <message>
        <source>worth a look today</source>
        <translation>merece una mirada hoy</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>de %1</translation>
    </message>
    <message>
        <source>Choose a line first.</source>
        <translation>Elija antes una línea.</translation>
    </message>
    <message>
        <source>The server does this by itself.</source>
        <translation>El servidor lo hace solo.</translation>
    </message>
</context>
<context>
    <name>ok::app::ServerApi</name>
    <message>
        <source>the file is not the one the server announced; nothing was saved</source>
        <translation>el archivo no es el que el servidor anunció; no se guardó nada</translation>
    </message>
</context>
<context>
    <name>ok::app::SessionsPage</name>
    <message>
        <source>password</source>
        <translation>contraseña</translation>
    </message>
    <message>
        <source>identity provider</source>
        <translation>proveedor de identidad</translation>
    </message>
    <message>
        <source>program</source>
        <translation>programa</translation>
    </message>
    <message>
        <source>hardware key</source>
        <translation>llave física</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sesiones</translation>
    </message>
    <message>
        <source>Who is signed in, from where. What you end here stops everywhere within seconds.</source>
        <translation>Quién ha entrado y desde dónde. Lo que termine aquí se corta en todas partes en segundos.</translation>
    </message>
    <message>
        <source>My sessions</source>
        <translation>Mis sesiones</translation>
    </message>
    <message>
        <source>Everybody&apos;s sessions</source>
        <translation>Sesiones de todos</translation>
    </message>
    <message>
        <source>Whose sessions</source>
        <translation>Sesiones de quién</translation>
    </message>
    <message>
        <source>End my &amp;other sessions</source>
        <translation>Terminar mis &amp;otras sesiones</translation>
    </message>
    <message>
        <source>&amp;End session…</source>
        <translation>&amp;Terminar sesión…</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Equipo</translation>
    </message>
    <message>
        <source>Signed in with</source>
        <translation>Entró con</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>Last active</source>
        <translation>Última actividad</translation>
    </message>
    <message>
        <source>Ends at the latest</source>
        <translation>Termina a más tardar</translation>
    </message>
    <message>
        <source>This one</source>
        <translation>Esta</translation>
    </message>
    <message>
        <source>Nobody is signed in here.</source>
        <translation>Aquí no ha entrado nadie.</translation>
    </message>
    <message>
        <source>%1, hardware key</source>
        <translation>%1, llave física</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>hace %1</translation>
    </message>
    <message>
        <source>here</source>
        <translation>aquí</translation>
    </message>
    <message>
        <source>Select a session first.</source>
        <translation>Elija primero una sesión.</translation>
    </message>
    <message>
        <source>This is the session you sit in: sign out instead.</source>
        <translation>Es la sesión en la que está: mejor salga.</translation>
    </message>
    <message>
        <source>End a session</source>
        <translation>Terminar una sesión</translation>
    </message>
    <message>
        <source>%1 at %2 is signed out at once. Why?</source>
        <translation>%1 en %2 sale ahora mismo. ¿Por qué?</translation>
    </message>
    <message>
        <source>End it</source>
        <translation>Terminar</translation>
    </message>
    <message>
        <source>The session has ended.</source>
        <translation>La sesión ha terminado.</translation>
    </message>
    <message>
        <source>End my other sessions</source>
        <translation>Terminar mis otras sesiones</translation>
    </message>
    <message>
        <source>You are signed out everywhere but here. Go on?</source>
        <translation>Saldrá de todas partes menos de aquí. ¿Continuar?</translation>
    </message>
    <message>
        <source>Your other sessions have ended.</source>
        <translation>Sus otras sesiones han terminado.</translation>
    </message>
</context>
<context>
    <name>ok::app::ShapeOverlay</name>
    <message>
        <source>Area, now and as it would be</source>
        <translation>Zona, ahora y como quedaría</translation>
    </message>
    <message>
        <source>- - now</source>
        <translation>- - ahora</translation>
    </message>
    <message>
        <source>— would be</source>
        <translation>— quedaría</translation>
    </message>
</context>
<context>
    <name>ok::app::SignInDialog</name>
    <message>
        <source>Sign in with your &amp;organisation…</source>
        <translation>Iniciar sesión con su &amp;organización…</translation>
    </message>
    <message>
        <source>Go on in the browser that opens. This window waits for you.</source>
        <translation>Siga en el navegador que se abre. Esta ventana le espera.</translation>
    </message>
    <message>
        <source>This utility has no identity provider here. Check its short name, or sign in with your password.</source>
        <translation>Esta compañía no tiene aquí proveedor de identidad. Revise su nombre corto o inicie sesión con su contraseña.</translation>
    </message>
    <message>
        <source>No identity provider was chosen. Begin again, or sign in with your password.</source>
        <translation>No se eligió ningún proveedor de identidad. Empiece de nuevo o inicie sesión con su contraseña.</translation>
    </message>
    <message>
        <source>No browser could be opened on this computer. Sign in with your password.</source>
        <translation>No se pudo abrir un navegador en este equipo. Inicie sesión con su contraseña.</translation>
    </message>
    <message>
        <source>The browser did not come back in time. Begin again.</source>
        <translation>El navegador no volvió a tiempo. Empiece de nuevo.</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Iniciar sesión</translation>
    </message>
    <message>
        <source>Sign in to OutageKit</source>
        <translation>Iniciar sesión en OutageKit</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Ser&amp;ver</source>
        <translation>Ser&amp;vidor</translation>
    </message>
    <message>
        <source>Utili&amp;ty</source>
        <translation>Compañí&amp;a</translation>
    </message>
    <message>
        <source>&amp;User</source>
        <translation>&amp;Usuario</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>&amp;Contraseña</translation>
    </message>
    <message>
        <source>OutageKit</source>
        <translation>OutageKit</translation>
    </message>
    <message>
        <source>Signing in...</source>
        <translation>Iniciando sesión...</translation>
    </message>
    <message>
        <source>`%1` is not a server address. It looks like https://outages.example.org:8443.</source>
        <translation>«%1» no es una dirección de servidor. Es parecida a https://outages.example.org:8443.</translation>
    </message>
    <message>
        <source>Type your user name.</source>
        <translation>Escriba su usuario.</translation>
    </message>
    <message>
        <source>Type your password.</source>
        <translation>Escriba su contraseña.</translation>
    </message>
    <message>
        <source>User or password is wrong. Check caps lock; after several failures the account waits a few minutes.</source>
        <translation>El usuario o la contraseña no son correctos. Compruebe las mayúsculas; tras varios fallos la cuenta espera unos minutos.</translation>
    </message>
    <message>
        <source>Too many attempts. Wait a few minutes, or ask an administrator to unlock the account.</source>
        <translation>Demasiados intentos. Espere unos minutos o pida a un administrador que desbloquee la cuenta.</translation>
    </message>
    <message>
        <source>Nothing answers at this address. Check the address and whether the server runs.</source>
        <translation>Nadie responde en esta dirección. Compruebe la dirección y que el servidor esté en marcha.</translation>
    </message>
    <message>
        <source>This host name is not known. Check its spelling or your network.</source>
        <translation>Ese nombre de equipo no se conoce. Compruebe cómo está escrito o su red.</translation>
    </message>
    <message>
        <source>The server shows another certificate than last time. If nobody announced a change, do not sign in: ask your administrator. If it was announced, remove the old pin in Settings.</source>
        <translation>El servidor muestra un certificado distinto del de la última vez. Si nadie anunció un cambio, no inicie sesión: pregunte a su administrador. Si se anunció, quite la marca antigua en Ajustes.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate cannot be trusted (%1). Ask your administrator for the CA file.</source>
        <translation>No se puede confiar en el certificado del servidor (%1). Pida a su administrador el archivo de la autoridad (CA).</translation>
    </message>
    <message>
        <source>This server does not know that utility. Check its short name.</source>
        <translation>Este servidor no conoce esa compañía. Compruebe su nombre corto.</translation>
    </message>
    <message>
        <source>This console is too old for the server. Install the current version.</source>
        <translation>Esta consola es demasiado antigua para el servidor. Instale la versión actual.</translation>
    </message>
    <message>
        <source>Could not sign in: %1 (%2). Try again, or tell your administrator this code.</source>
        <translation>No se pudo iniciar sesión: %1 (%2). Inténtelo de nuevo o dé este código a su administrador.</translation>
    </message>
    <message>
        <source>Verification required to continue: your account asks for a security key or a code after the password.</source>
        <translation>Se necesita verificación para continuar: su cuenta pide una llave o un código tras la contraseña.</translation>
    </message>
    <message>
        <source>Not signed in: the server speaks for another utility than before. Ask your administrator.</source>
        <translation>No ha entrado: el servidor habla por otra compañía que antes. Pregunte a su administrador.</translation>
    </message>
    <message>
        <source>Too many attempts. Wait ten minutes, then try again.</source>
        <translation>Demasiados intentos. Espere diez minutos e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is wrong by more than five minutes. Set it and try again.</source>
        <translation>El reloj de este equipo está mal por más de cinco minutos. Ajústelo e inténtelo de nuevo.</translation>
    </message>
</context>
<context>
    <name>ok::app::SlaPage</name>
    <message>
        <source>as a whole</source>
        <translation>en total</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>paso %1</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Llamada</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>Correo</translation>
    </message>
    <message>
        <source>Push</source>
        <translation>Notificación</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1:%2 min</source>
        <translation>%1:%2 min</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>asked for</source>
        <translation>pedida</translation>
    </message>
    <message>
        <source>step entered</source>
        <translation>paso iniciado</translation>
    </message>
    <message>
        <source>nudge sent</source>
        <translation>aviso enviado</translation>
    </message>
    <message>
        <source>nudge delivered</source>
        <translation>aviso entregado</translation>
    </message>
    <message>
        <source>nudge failed</source>
        <translation>aviso fallido</translation>
    </message>
    <message>
        <source>nudge held back</source>
        <translation>aviso retenido</translation>
    </message>
    <message>
        <source>link used</source>
        <translation>enlace usado</translation>
    </message>
    <message>
        <source>looked at</source>
        <translation>vista</translation>
    </message>
    <message>
        <source>approved</source>
        <translation>aprobó</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>rechazó</translation>
    </message>
    <message>
        <source>time broken</source>
        <translation>fuera de plazo</translation>
    </message>
    <message>
        <source>steered</source>
        <translation>ajustada</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>terminada</translation>
    </message>
    <message>
        <source>Response times</source>
        <translation>Tiempos de respuesta</translation>
    </message>
    <message>
        <source>How fast requests are decided and where time is lost; every figure from the log alone.</source>
        <translation>Qué tan rápido se decide y dónde se pierde tiempo; cada cifra sale solo del registro.</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>Preguntado</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Respondió</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Aprobó</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Rechazó</translation>
    </message>
    <message>
        <source>Half answer within</source>
        <translation>La mitad responde en</translation>
    </message>
    <message>
        <source>On average</source>
        <translation>En promedio</translation>
    </message>
    <message>
        <source>Too late</source>
        <translation>Tarde</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Reglas</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Paso</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Decisión</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Tardó</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Entrada</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zona horaria</translation>
    </message>
    <message>
        <source>Save as &amp;CSV…</source>
        <translation>Guardar como &amp;CSV…</translation>
    </message>
    <message>
        <source>Save as &amp;JSON…</source>
        <translation>Guardar como &amp;JSON…</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>aún sin leer</translation>
    </message>
    <message>
        <source>REQUESTS</source>
        <translation>SOLICITUDES</translation>
    </message>
    <message>
        <source>HALF WITHIN</source>
        <translation>LA MITAD EN</translation>
    </message>
    <message>
        <source>ON AVERAGE</source>
        <translation>EN PROMEDIO</translation>
    </message>
    <message>
        <source>TIME BROKEN</source>
        <translation>FUERA DE PLAZO</translation>
    </message>
    <message>
        <source>ANSWERED</source>
        <translation>RESPONDIDO</translation>
    </message>
    <message>
        <source>LOG</source>
        <translation>REGISTRO</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>all rules</source>
        <translation>todas las reglas</translation>
    </message>
    <message>
        <source>all steps</source>
        <translation>todos los pasos</translation>
    </message>
    <message>
        <source>all channels</source>
        <translation>todos los canales</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>Equipo</translation>
    </message>
    <message>
        <source>all teams</source>
        <translation>todos los equipos</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Región</translation>
    </message>
    <message>
        <source>all regions</source>
        <translation>todas las regiones</translation>
    </message>
    <message>
        <source>C&amp;lear all</source>
        <translation>&amp;Borrar todo</translation>
    </message>
    <message>
        <source>Nobody was called in this period.</source>
        <translation>No se avisó a nadie en este período.</translation>
    </message>
    <message>
        <source>Until it is approved, by rules</source>
        <translation>Hasta la aprobación, por reglas</translation>
    </message>
    <message>
        <source>Time broken, by rules and step</source>
        <translation>Fuera de plazo, por reglas y paso</translation>
    </message>
    <message>
        <source>How fast people answer</source>
        <translation>Qué tan rápido responden</translation>
    </message>
    <message>
        <source>Nobody has answered in this period.</source>
        <translation>Nadie respondió en este período.</translation>
    </message>
    <message>
        <source>Links used, by channel</source>
        <translation>Enlaces usados, por canal</translation>
    </message>
    <message>
        <source>No nudge was sent in this period.</source>
        <translation>No se envió ningún aviso en este período.</translation>
    </message>
    <message>
        <source>Approvals under %1</source>
        <translation>Aprobaciones según %1</translation>
    </message>
    <message>
        <source>Times broken: %1, %2</source>
        <translation>Fuera de plazo: %1, %2</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>Aprobaciones</translation>
    </message>
    <message>
        <source>Nudges by %1</source>
        <translation>Avisos por %1</translation>
    </message>
    <message>
        <source>Who answers</source>
        <translation>Quién responde</translation>
    </message>
    <message>
        <source>Nobody was asked in this period.</source>
        <translation>No se preguntó a nadie en este período.</translation>
    </message>
    <message>
        <source>What %1 was asked and answered</source>
        <translation>Lo que se preguntó a %1 y respondió</translation>
    </message>
    <message>
        <source>Events behind the figures</source>
        <translation>Eventos detrás de las cifras</translation>
    </message>
    <message>
        <source>Press a bar or a card to see what it was counted from.</source>
        <translation>Presiona una barra para ver de dónde sale la cifra.</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translation>&amp;Más</translation>
    </message>
    <message>
        <source>Show in the &amp;log</source>
        <translation>Ver en el &amp;registro</translation>
    </message>
    <message>
        <source>Behind the figures</source>
        <translation>Detrás de las cifras</translation>
    </message>
    <message>
        <source>Select a line first.</source>
        <translation>Elige primero una línea.</translation>
    </message>
    <message>
        <source>As of %1, in %2 ms.</source>
        <translation>Al %1, en %2 ms.</translation>
    </message>
    <message>
        <source>none was approved</source>
        <translation>no se aprobó ninguna</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>aún sin comprobar</translation>
    </message>
    <message>
        <source>✓ checked</source>
        <translation>✓ comprobado</translation>
    </message>
    <message>
        <source>✕ Integrity check failed</source>
        <translation>✕ Falló la comprobación</translation>
    </message>
    <message>
        <source>%1, entry %2</source>
        <translation>%1, entrada %2</translation>
    </message>
    <message numerus="yes">
        <source>%1: half are approved within %2, on average %3; %n request(s)</source>
        <translation>
            <numerusform>%1: se aprueba en %2, en promedio %3; una solicitud</numerusform>
            <numerusform>%1: la mitad se aprueba en %2, en promedio %3; %n solicitudes</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2: %3 of %4 took longer than %5</source>
        <translation>%1, %2: %3 de %4 tardaron más de %5</translation>
    </message>
    <message>
        <source>within 1 min</source>
        <translation>en 1 min</translation>
    </message>
    <message>
        <source>2 min</source>
        <translation>2 min</translation>
    </message>
    <message>
        <source>5 min</source>
        <translation>5 min</translation>
    </message>
    <message>
        <source>10 min</source>
        <translation>10 min</translation>
    </message>
    <message>
        <source>20 min</source>
        <translation>20 min</translation>
    </message>
    <message>
        <source>60 min</source>
        <translation>60 min</translation>
    </message>
    <message>
        <source>later</source>
        <translation>más tarde</translation>
    </message>
    <message>
        <source>%1: %2 of %3 answers</source>
        <translation>%1: %2 de %3 respuestas</translation>
    </message>
    <message>
        <source>%1: %2 sent, %3 arrived, %4 failed; the link of %5 was used (%6), %7 approved (%8)</source>
        <translation>%1: %2 enviados, %3 llegaron, %4 fallaron; se usó el enlace de %5 (%6), %7 aprobaron (%8)</translation>
    </message>
    <message>
        <source>bar: half are faster   |  mark: on average</source>
        <translation>barra: la mitad es más rápida   |  marca: promedio</translation>
    </message>
    <message>
        <source>bar: link used   |  mark: approved</source>
        <translation>barra: enlace usado   |  marca: aprobado</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1: %2 de %3</translation>
    </message>
    <message>
        <source>Save the events</source>
        <translation>Guardar los eventos</translation>
    </message>
    <message>
        <source>Saved in %1, times in UTC. That it was saved is in the log.</source>
        <translation>Guardado en %1, horas en UTC. Que se guardó está en el registro.</translation>
    </message>
    <message>
        <source>%1 approved, %2 open</source>
        <translation>%1 aprobadas, %2 abiertas</translation>
    </message>
    <message>
        <source>90 % within %1</source>
        <translation>90 % en %1</translation>
    </message>
    <message>
        <source>until the key</source>
        <translation>hasta la llave</translation>
    </message>
    <message>
        <source>%1 of %2 asked</source>
        <translation>%1 de %2 preguntados</translation>
    </message>
</context>
<context>
    <name>ok::app::SplitDialog</name>
    <message>
        <source>Split %1</source>
        <translation>Dividir %1</translation>
    </message>
    <message>
        <source>Tick the reports that belong to another outage. They become a new incident.</source>
        <translation>Marque los avisos que son de otro corte. Formarán un incidente nuevo.</translation>
    </message>
    <message>
        <source>%1  %2  %3</source>
        <translation>%1  %2  %3</translation>
    </message>
    <message>
        <source>Reports of this incident</source>
        <translation>Avisos de este incidente</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Dividir</translation>
    </message>
    <message>
        <source>Only one report: there is nothing to split.</source>
        <translation>Solo hay un aviso: no hay nada que dividir.</translation>
    </message>
    <message>
        <source>%1 of %2 reports leave</source>
        <translation>Salen %1 de %2 avisos</translation>
    </message>
</context>
<context>
    <name>ok::app::TimelineModel</name>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué ocurrió</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
</context>
<context>
    <name>ok::app::TrayModel</name>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>From</source>
        <translation>De</translation>
    </message>
    <message>
        <source>What they wrote</source>
        <translation>Lo que escribieron</translation>
    </message>
    <message>
        <source>Address as written</source>
        <translation>Dirección tal como la escribieron</translation>
    </message>
    <message>
        <source>Why not placed</source>
        <translation>Por qué no se situó</translation>
    </message>
</context>
<context>
    <name>ok::app::TrayPanel</name>
    <message>
        <source>Unplaced reports</source>
        <translation>Avisos sin situar</translation>
    </message>
    <message>
        <source>Every report has a place.
Reports whose address nobody understands wait here; none is lost.</source>
        <translation>Todos los avisos tienen lugar.
Los avisos cuya dirección nadie entiende esperan aquí; ninguno se pierde.</translation>
    </message>
</context>
<context>
    <name>ok::app::TrialView</name>
    <message>
        <source>&amp;Try it</source>
        <translation>&amp;Probar</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>Guardar como CSV…</translation>
    </message>
    <message>
        <source>Save as JSON…</source>
        <translation>Guardar como JSON…</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>De</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Allowed</source>
        <translation>Permitido</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Rechazado</translation>
    </message>
    <message>
        <source>Otherwise than then</source>
        <translation>Distinto de entonces</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Dónde</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Entonces</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Ahora</translation>
    </message>
    <message>
        <source>Because of</source>
        <translation>A causa de</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>Which of them are listed</source>
        <translation>Cuáles se muestran</translation>
    </message>
    <message>
        <source>only what would be otherwise</source>
        <translation>solo lo que sería distinto</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>todo</translation>
    </message>
    <message>
        <source>to</source>
        <translation>hasta</translation>
    </message>
    <message>
        <source>Counts by dimension</source>
        <translation>Recuentos por dimensión</translation>
    </message>
    <message>
        <source>What happened, judged by this version</source>
        <translation>Lo que pasó, juzgado por esta versión</translation>
    </message>
    <message>
        <source>Choose a period and press Try it: what people did then is judged by this version. Nothing is changed.</source>
        <translation>Elija un periodo y pulse Probar: lo que se hizo entonces se juzga por esta versión. No cambia nada.</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>Calculando…</translation>
    </message>
    <message>
        <source>%1 actions: %2 allowed, %3 refused, %4 otherwise than then.</source>
        <translation>%1 acciones: %2 permitidas, %3 rechazadas, %4 distintas de entonces.</translation>
    </message>
    <message>
        <source>allowed</source>
        <translation>permitido</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>rechazado</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Guardado como %1.</translation>
    </message>
    <message>
        <source>Could not write %1.</source>
        <translation>No se pudo escribir %1.</translation>
    </message>
</context>
</TS>
