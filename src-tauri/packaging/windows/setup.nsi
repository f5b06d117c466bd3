; Setup for Windows: per user, or for all users with -DALL_USERS. /S installs without a question.
;
; makensis -DVERSION=0.1.0 -DFILES=folder -DICON=icon.ico -DOUT=desk-setup.exe [-DALL_USERS] [-DFAST] setup.nsi
; The folder holds provisioning-desk.exe, WebView2Loader.dll, LICENSE.txt and third-party-licences.txt.
;
; Exit codes: 0 done, 1 cancelled, 2 a file could not be written, 3 the desk is running. Another folder is the last argument,
; /D=C:\folder, without quotation marks. A desk that updates itself starts its setup with /S /UPDATE, which waits for that desk's
; end, and /RESTART, which opens the desk again.

Unicode true
Target amd64-unicode
!ifdef FAST
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
!endif
; Equal files make an equal setup.
SetDateSave off

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh

!define NAME "Provisioning Desk"
!define PROGRAM "provisioning-desk.exe"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\provisioning-desk"
!define CLASS "Software\Classes\provisioning-desk"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define APPROVED "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define OPENS_LINK '"$INSTDIR\${PROGRAM}" "%1"'
!define STARTS '"$INSTDIR\${PROGRAM}" --hidden'
; The id that Microsoft's updater gives to WebView2.
!define WEBVIEW "Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"

; Also in the manifest of the packages, by which a desk finds its setup.
!ifdef ALL_USERS
  !define KIND "windows-all-users"
!else
  !define KIND "windows-user"
!endif

!ifdef ALL_USERS
  !define HIVE HKLM
  RequestExecutionLevel admin
  InstallDir "$PROGRAMFILES64\${NAME}"
!else
  !define HIVE HKCU
  RequestExecutionLevel user
  InstallDir "$LOCALAPPDATA\Programs\${NAME}"
!endif
; An upgrade goes where the desk is.
InstallDirRegKey ${HIVE} "${UNINSTALL}" "InstallLocation"

Name "${NAME}"
OutFile "${OUT}"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Setup of ${NAME}"
VIAddVersionKey "CompanyName" "The Provisioning Desk authors"
VIAddVersionKey "LegalCopyright" "Copyright (c) 2026 The Provisioning Desk authors"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; Half seconds that an update waits for the end of the desk that started it.
Var Waits

; Windows writes no file that runs, whoever started it. AFTER is done at a refusal.
!macro RefuseWhileRunning AFTER
  ${Do}
    ${IfNot} ${FileExists} "$INSTDIR\${PROGRAM}"
      ${ExitDo}
    ${EndIf}
    ClearErrors
    FileOpen $0 "$INSTDIR\${PROGRAM}" a
    ${IfNot} ${Errors}
      FileClose $0
      ${ExitDo}
    ${EndIf}
    ${If} $Waits > 0
      IntOp $Waits $Waits - 1
      Sleep 500
      ${Continue}
    ${EndIf}
    ${If} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is running, perhaps for another user of this computer.$\n$\nClose it, then retry." /SD IDCANCEL IDRETRY`
      ${Continue}
    ${EndIf}
    ${AFTER}
    SetErrorLevel 3
    Quit
  ${Loop}
!macroend

!macro FailOnErrors
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "A file could not be written to $INSTDIR." /SD IDOK
    Call Reopen
    SetErrorLevel 2
    Quit
  ${EndIf}
!macroend

Function .onInit
  SetRegView 64
!ifdef ALL_USERS
  SetShellVarContext all
!endif
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/UPDATE" $1
  ${IfNot} ${Errors}
    StrCpy $Waits 120
  ${EndIf}
FunctionEnd

; After a failure it is the old desk, which says that the update failed.
Function Reopen
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/RESTART" $1
  ${IfNot} ${Errors}
    Exec '"$INSTDIR\${PROGRAM}"'
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
!ifdef ALL_USERS
  SetShellVarContext all
!endif
FunctionEnd

Section
  !insertmacro RefuseWhileRunning "Call Reopen"
  SetOutPath "$INSTDIR"
  ; The old program stays whole until the new one is.
  ClearErrors
  File "/oname=${PROGRAM}.new" "${FILES}/${PROGRAM}"
  File "${FILES}/WebView2Loader.dll"
  File "${FILES}/LICENSE.txt"
  File "${FILES}/third-party-licences.txt"
  !insertmacro FailOnErrors
  ; With MOVEFILE_REPLACE_EXISTING: at no instant is there no program.
  System::Call 'kernel32::MoveFileEx(t "$INSTDIR\${PROGRAM}.new", t "$INSTDIR\${PROGRAM}", i 1) i .r0'
  ${If} $0 == 0
    SetErrors
  ${EndIf}
  !insertmacro FailOnErrors
  FileOpen $0 "$INSTDIR\installation" w
  FileWrite $0 "${KIND}"
  FileClose $0
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}"
  !insertmacro FailOnErrors

  WriteRegStr ${HIVE} "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr ${HIVE} "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr ${HIVE} "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr ${HIVE} "${UNINSTALL}" "Publisher" "The Provisioning Desk authors"
  WriteRegStr ${HIVE} "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr ${HIVE} "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr ${HIVE} "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD ${HIVE} "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD ${HIVE} "${UNINSTALL}" "NoRepair" 1

  ; Links to pages of the desk. A program that is given more than a link opens none.
  WriteRegStr ${HIVE} "${CLASS}" "" "URL:${NAME}"
  WriteRegStr ${HIVE} "${CLASS}" "URL Protocol" ""
  WriteRegStr ${HIVE} "${CLASS}\DefaultIcon" "" '"$INSTDIR\${PROGRAM}",0'
  WriteRegStr ${HIVE} "${CLASS}\shell\open\command" "" '${OPENS_LINK}'

  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD ${HIVE} "${UNINSTALL}" "EstimatedSize" $0

  Call TellWithoutWebView
  Call Reopen
SectionEnd

Function TellWithoutWebView
  ReadRegStr $0 HKLM "SOFTWARE\WOW6432Node\${WEBVIEW}" "pv"
  ${If} $0 == ""
    ReadRegStr $0 HKCU "Software\${WEBVIEW}" "pv"
  ${EndIf}
  ${If} $0 == ""
  ${OrIf} $0 == "0.0.0.0"
    MessageBox MB_OK|MB_ICONINFORMATION "${NAME} is installed, and needs Microsoft's WebView2 Runtime to open its window. This computer has none. Install it from Microsoft first." /SD IDOK
  ${EndIf}
FunctionEnd

; What a user's session starts, which the desk writes itself.
!macro DeleteStart ROOT BELOW
  ReadRegStr $0 ${ROOT} "${BELOW}${RUN}" "${NAME}"
  ${If} $0 == '${STARTS}'
    DeleteRegValue ${ROOT} "${BELOW}${RUN}" "${NAME}"
    DeleteRegValue ${ROOT} "${BELOW}${APPROVED}" "${NAME}"
  ${EndIf}
!macroend

; Every user's data stays: it is in %LOCALAPPDATA%\app.provisioning-desk.
Section "Uninstall"
  !insertmacro RefuseWhileRunning ""
  Delete "$INSTDIR\${PROGRAM}"
  Delete "$INSTDIR\${PROGRAM}.new"
  Delete "$INSTDIR\installation"
  Delete "$INSTDIR\WebView2Loader.dll"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\third-party-licences.txt"
  Delete "$INSTDIR\uninstall.exe"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  RMDir "$INSTDIR"
  DeleteRegKey ${HIVE} "${UNINSTALL}"

  ; Another copy of the desk may have taken these over.
  ReadRegStr $0 ${HIVE} "${CLASS}\shell\open\command" ""
  ${If} $0 == '${OPENS_LINK}'
    DeleteRegKey ${HIVE} "${CLASS}"
  ${EndIf}
!ifdef ALL_USERS
  ; Of users that are signed in. Windows passes over the others' entries without a program.
  StrCpy $1 0
  ${Do}
    EnumRegKey $2 HKU "" $1
    ${If} $2 == ""
      ${ExitDo}
    ${EndIf}
    !insertmacro DeleteStart HKU "$2\"
    IntOp $1 $1 + 1
  ${Loop}
!else
  !insertmacro DeleteStart HKCU ""
!endif
SectionEnd
